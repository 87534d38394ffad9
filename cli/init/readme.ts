import type { InitOptions } from './options';

/** `README.md` of a new app. */
export const readme = ({ name }: InitOptions): string => `# ${name}

What runs in the namespace \`${name}\`, as TypeScript: \`main.ts\`. Hardened by default, and checked before anything is written.

\`\`\`
npm install     # and commit package-lock.json: CI installs what stands in it
npm run synth   # compiles, checks and writes dist/
npm run check   # the same, and judges the files once more, as CI and admission do
npm test        # your own tests, on what was written
\`\`\`

Then hand over what stands in \`dist/\`: \`kubectl apply -f dist/\`, or commit it where your GitOps tool looks.

- **Images** are named by digest. Those in \`main.ts\` are examples: put in what your pipeline pushed.
- **Connections** are closed unless declared: \`web.allowTo(api)\` opens one, on both sides.
- **Exceptions** stand in \`waivers.yaml\` and nowhere else, each with reason, owner and an end.
`;
