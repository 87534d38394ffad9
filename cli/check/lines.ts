/** Tells lines and columns of offsets into a text; cheap where each offset lies near the one asked for before. */
export class Lines {
  #line = 1;
  #lineStart = 0;
  /** Where the line's break stands, or the text ends; before the line's start where it is not yet known. */
  #lineEnd = -1;

  constructor(readonly text: string) {}

  /** Both count from 1; columns count UTF-16 code units. */
  at(offset: number): { line: number; column: number } {
    while (offset < this.#lineStart) {
      const before = this.#lineStart - 2;
      this.#lineStart = before < 0 ? 0 : this.text.lastIndexOf('\n', before) + 1;
      this.#line -= 1;
      this.#lineEnd = -1;
    }
    for (;;) {
      // Looked for once: a whole cluster may stand in one line.
      if (this.#lineEnd < this.#lineStart) {
        const end = this.text.indexOf('\n', this.#lineStart);
        this.#lineEnd = end < 0 ? this.text.length : end;
      }
      if (this.#lineEnd >= offset || this.#lineEnd === this.text.length) break;
      this.#line += 1;
      this.#lineStart = this.#lineEnd + 1;
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }
}
