interface Waiting {
  readonly amount: number;
  readonly enter: () => void;
}

/** What those who are under way share, bytes or turns. Who finds too little left waits: first come, first served. */
export class Room {
  #left: number;
  readonly #waiting: Waiting[] = [];

  constructor(private readonly size: number) {
    this.#left = size;
  }

  /**
   * Takes so much of it, and no more than there is in all.
   *
   * @returns what gives it back.
   * @throws the signal's reason where that comes first.
   */
  async take(amount: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const taken = Math.min(amount, this.size);
    if (this.#waiting.length > 0 || taken > this.#left) await this.#wait(taken, signal);
    else this.#left -= taken;
    return () => {
      this.#left += taken;
      this.#admit();
    };
  }

  #wait(amount: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        amount,
        enter: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal?.reason);
        // Who waited behind it may need less.
        this.#admit();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.amount <= this.#left; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= next.amount;
      next.enter();
    }
  }
}
