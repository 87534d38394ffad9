/** One line of JSON for everything that happens. What goes in is named field by field: no header, no body, no secret. */
export class Log {
  constructor(private readonly out: { write(text: string): unknown }) {}

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#write('info', message, fields);
  }

  error(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#write('error', message, fields);
  }

  #write(level: string, message: string, fields: Readonly<Record<string, unknown>>): void {
    this.out.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  }
}
