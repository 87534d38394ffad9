import { styleText } from 'node:util';

/** The few colours that the rehearsal speaks in. */
export type Tone = 'green' | 'red' | 'yellow' | 'dim' | 'bold' | 'cyan';

const FRAME_MS = 80;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/**
 * Lines for a person. On a terminal a region at the bottom may be redrawn in place; into a pipe or a log only
 * finished lines go. Colour only on a terminal, and not where NO_COLOR is set (no-color.org).
 */
export class Screen {
  readonly live: boolean;
  readonly #colour: boolean;
  #region: (() => readonly string[]) | undefined;
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly out: NodeJS.WriteStream,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    this.live = out.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined;
    this.#colour = this.live && !env.NO_COLOR;
  }

  /** Columns to fill, at most 120. */
  get width(): number {
    return Math.min(this.out.columns ?? 100, 120);
  }

  paint(tone: Tone, text: string): string {
    // Decided above, for this stream; by itself it would look at another one.
    return this.#colour ? styleText(tone, text, { validateStream: false }) : text;
  }

  /** A finished line, above the live region. */
  line(text = ''): void {
    this.#erase();
    this.out.write(`${text}\n`);
    this.#draw();
  }

  /** Shows a region that is redrawn until {@link endRegion}. Without a terminal nothing is shown. */
  region(render: () => readonly string[]): void {
    if (!this.live) return;
    this.#region = render;
    this.out.write(HIDE_CURSOR);
    this.#draw();
    this.#timer = setInterval(() => {
      this.#erase();
      this.#draw();
    }, FRAME_MS);
    this.#timer.unref();
  }

  /** Takes the live region away; what should stay is printed with {@link line}. */
  endRegion(): void {
    if (!this.#region) return;
    clearInterval(this.#timer);
    this.#erase();
    this.#region = undefined;
    this.out.write(SHOW_CURSOR);
  }

  #draw(): void {
    if (!this.#region) return;
    // Never more rows than the window has, or what scrolled away could not be taken back.
    const rows = this.#region().slice(0, Math.max(1, (this.out.rows ?? 24) - 1));
    this.out.write(rows.map((row) => `${row}\n`).join(''));
    this.#drawn = rows.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.out.write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }
}
