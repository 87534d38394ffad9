import { ProcessIdentity, signalGroup } from './process-identity';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Kills process groups when this process ends, be it by returning, `process.exit` or a signal; returns how to call that
 * off. Of a signal that somebody else listens to as well, only the `exit` that follows counts: they may still need what
 * runs in order to put things right.
 */
export function guard(identities: () => readonly ProcessIdentity[]): () => void {
  const kill = () => {
    for (const identity of identities()) signalGroup(identity, 'SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (process.listeners(signal).some((listener) => !ours.has(listener))) return;
    kill();
    unguard();
    process.kill(process.pid, signal);
  };
  const unguard = () => {
    process.removeListener('exit', kill);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    ours.delete(onSignal);
  };
  ours.add(onSignal);
  process.on('exit', kill);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return unguard;
}

/** Every guard's own listener: several guards must not take each other for somebody else. */
const ours = new Set<NodeJS.SignalsListener>();
