/** Tells lines and columns of offsets into a text; cheap where each offset lies near the one asked for before. */
export class Lines {
  #line = 1;
  #lineStart = 0;

  constructor(readonly text: string) {}

  /** Both count from 1; columns count UTF-16 code units. */
  at(offset: number): { line: number; column: number } {
    while (offset < this.#lineStart) {
      const before = this.#lineStart - 2;
      this.#lineStart = before < 0 ? 0 : this.text.lastIndexOf('\n', before) + 1;
      this.#line -= 1;
    }
    for (;;) {
      const end = this.text.indexOf('\n', this.#lineStart);
      if (end < 0 || end >= offset) break;
      this.#line += 1;
      this.#lineStart = end + 1;
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }
}
