/** Tells lines and columns of offsets into a text; cheap where offsets are asked for in rising order. */
export class Lines {
  #offset = 0;
  #line = 1;
  #lineStart = 0;

  constructor(readonly text: string) {}

  /** Both count from 1; columns count UTF-16 code units. */
  at(offset: number): { line: number; column: number } {
    if (offset < this.#lineStart) {
      this.#line = 1;
      this.#lineStart = 0;
      this.#offset = 0;
    }
    for (;;) {
      const end = this.text.indexOf('\n', this.#offset);
      if (end < 0 || end >= offset) break;
      this.#line += 1;
      this.#lineStart = end + 1;
      this.#offset = end + 1;
    }
    return { line: this.#line, column: Math.max(offset - this.#lineStart, 0) + 1 };
  }
}
