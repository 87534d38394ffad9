/** Colours by use. Every text has a contrast of 4.5 to 1 and more with what it stands on, every line of 3 to 1. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly namespace: string;
  readonly namespaceLine: string;
  readonly node: string;
  readonly nodeLine: string;
  readonly outside: string;
  readonly outsideLine: string;
  readonly open: string;
  readonly refused: string;
  readonly warning: string;
  readonly warningText: string;
  readonly closed: string;
  readonly closedText: string;
}

export const light: Theme = {
  background: '#ffffff',
  text: '#1f2328',
  muted: '#57606a',
  namespace: '#f3f5f8',
  namespaceLine: '#818b98',
  node: '#ffffff',
  nodeLine: '#2f6fb5',
  outside: '#f6f0ff',
  outsideLine: '#7d4fc4',
  open: '#1b5fa8',
  refused: '#b3261e',
  warning: '#ffe9d2',
  warningText: '#8a3c00',
  closed: '#dff1e3',
  closedText: '#17592a',
};

export const dark: Theme = {
  background: '#0d1117',
  text: '#e6edf3',
  muted: '#9da7b3',
  namespace: '#161b22',
  namespaceLine: '#6e7681',
  node: '#1c2430',
  nodeLine: '#5b9ee0',
  outside: '#251c38',
  outsideLine: '#a98be0',
  open: '#79b8ff',
  refused: '#ff8a80',
  warning: '#432a10',
  warningText: '#ffb877',
  closed: '#16311e',
  closedText: '#8ddb9f',
};

/** The style sheet: light, and dark where the reader's system is. */
export function styleSheet(fontFamily: string): string {
  const variables = (theme: Theme) =>
    Object.entries(theme)
      .map(([name, colour]) => `--${name}:${colour}`)
      .join(';');
  return [
    `svg{${variables(light)};font-family:${fontFamily};font-size:13px}`,
    `@media(prefers-color-scheme:dark){svg{${variables(dark)}}}`,
    'text{fill:var(--text)}',
    '.background{fill:var(--background)}',
    '.title{font-size:16px;font-weight:bold}',
    '.name{font-weight:bold}',
    '.muted{fill:var(--muted);font-size:11px}',
    '.namespace{fill:var(--namespace);stroke:var(--namespaceLine)}',
    '.workload{fill:var(--node);stroke:var(--nodeLine);stroke-width:1.5}',
    '.group{fill:var(--node);stroke:var(--nodeLine);stroke-width:1.5;stroke-dasharray:2 3}',
    '.outside{fill:var(--outside);stroke:var(--outsideLine);stroke-width:1.5}',
    '.edge{fill:none;stroke:var(--open);stroke-width:1.5}',
    '.edge.refused{stroke:var(--refused);stroke-dasharray:6 4}',
    '.head{fill:var(--open)}',
    '.head.refused{fill:var(--refused)}',
    '.label{fill:var(--open);font-size:11px}',
    '.label.refused{fill:var(--refused)}',
    '.behind{fill:var(--background)}',
    '.within .behind{fill:var(--namespace)}',
    '.chip{font-size:11px}',
    '.warning{fill:var(--warning)}',
    '.warningText{fill:var(--warningText)}',
    '.closed{fill:var(--closed)}',
    '.closedText{fill:var(--closedText)}',
  ].join('\n');
}
