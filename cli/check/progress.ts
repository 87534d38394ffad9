import { grouped } from './formats/count';

/** How long a check may take before it says how far it is, in milliseconds. */
const patience = 2000;
/** Between two words on a terminal, and between two lines of a log. */
const pause = { terminal: 200, log: 10_000 };

/** Says on standard error how far a check is, once it takes longer than two seconds. */
export class Progress {
  readonly #began = performance.now();
  #due = performance.now() + patience;
  #shown = false;

  constructor(readonly stream: { write(text: string): unknown; readonly isTTY?: boolean }) {}

  show(objects: number): void {
    // The clock is not worth asking for every object.
    if (objects % 64 !== 0) return;
    const now = performance.now();
    if (now < this.#due) return;
    const text = `${grouped(objects)} objects checked in ${Math.round((now - this.#began) / 1000)} s`;
    this.stream.write(this.stream.isTTY ? `\r${text}` : `${text}\n`);
    this.#due = now + (this.stream.isTTY ? pause.terminal : pause.log);
    this.#shown = true;
  }

  /** Takes away what stands on a terminal. */
  clear(): void {
    if (this.#shown && this.stream.isTTY) this.stream.write('\r\u001b[K');
  }
}
