/** Upper bounds of the buckets, in seconds. */
const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Readonly<Record<string, string>>;

/** Counts what the service does, in the text format of Prometheus. All labels come from fixed sets. */
export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #durations = buckets.map(() => 0);
  #durationSum = 0;
  #durationCount = 0;

  /** @param gauges values read when they are asked for, by name and help. */
  constructor(private readonly gauges: Readonly<Record<string, readonly [help: string, read: () => number]>>) {}

  count(name: Counter, labels: Labels): void {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const key = `${name}{${pairs.join(',')}}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + 1);
  }

  /** One review's time. */
  took(seconds: number): void {
    this.#durationSum += seconds;
    this.#durationCount += 1;
    const index = buckets.findIndex((bound) => seconds <= bound);
    if (index >= 0) this.#durations[index] = (this.#durations[index] ?? 0) + 1;
  }

  /** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): string {
    const lines: string[] = [];
    for (const [name, help] of Object.entries(counters)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
      for (const [key, value] of this.#counters) if (key.startsWith(`${name}{`)) lines.push(`${key} ${value}`);
    }
    const name = 'palisade_image_review_duration_seconds';
    lines.push(`# HELP ${name} Time from a review's whole request to its answer.`, `# TYPE ${name} histogram`);
    let sum = 0;
    for (const [index, bound] of buckets.entries()) {
      sum += this.#durations[index] ?? 0;
      lines.push(`${name}_bucket{le="${bound}"} ${sum}`);
    }
    lines.push(`${name}_bucket{le="+Inf"} ${this.#durationCount}`);
    lines.push(`${name}_sum ${this.#durationSum}`, `${name}_count ${this.#durationCount}`);
    for (const [gauge, [help, read]] of Object.entries(this.gauges)) {
      lines.push(`# HELP ${gauge} ${help}`, `# TYPE ${gauge} gauge`, `${gauge} ${read()}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

const counters = {
  palisade_image_reviews_total: 'Reviews answered, by protocol and outcome (allowed, refused, malformed).',
  palisade_image_verdicts_total:
    'Images judged, by outcome (allowed, refused, unavailable) and source (kept, joined, verified).',
} as const;

type Counter = keyof typeof counters;
