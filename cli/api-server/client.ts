// Compiled into the command by build.mjs, since the command also works where the rehearsal is not installed.
export { type Access, type Answer, type Call, Client, type Credential } from '@palisade/rehearsal/client';
