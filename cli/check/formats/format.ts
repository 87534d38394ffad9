import type { Report } from '../report';
import { github } from './github';
import { json } from './json';
import { junit } from './junit';
import { sarif } from './sarif';
import { text } from './text';

/** How a report is written. */
export interface Style {
  /** Whether colours are understood where it goes to. Default no. */
  readonly colour: boolean;
  /** Palisade's own version. */
  readonly version: string;
}

/** Writes a report, ending in a line break; in parts, where it may be long. */
export type Formatter = (report: Report, style: Style) => string | Iterable<string>;

export const formats = { text, json, sarif, junit, github } as const satisfies { readonly [name: string]: Formatter };
export type Format = keyof typeof formats;
