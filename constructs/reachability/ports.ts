/** Protocols that network policies tell apart. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
/** One of {@link protocols}. */
export type Protocol = (typeof protocols)[number];

/** Ports from the first to the last, both counted. */
export type PortRange = readonly [first: number, last: number];

type Ranges = readonly PortRange[];
const whole: Ranges = [[1, 65535]];

/** A set of ports of each protocol, as sorted ranges that neither meet nor overlap. Immutable. */
export class PortSet {
  /** Every port of every protocol. */
  static readonly all = new PortSet(whole, whole, whole);
  static readonly none = new PortSet([], [], []);

  private constructor(
    readonly TCP: Ranges,
    readonly UDP: Ranges,
    readonly SCTP: Ranges,
  ) {}

  /** Every port of one protocol. */
  static every(protocol: Protocol): PortSet {
    return PortSet.of(protocol, 1, 65535);
  }

  /** The ports of one protocol from the first to the last, both counted. @default last: only the first */
  static of(protocol: Protocol, first: number, last = first): PortSet {
    return PortSet.#by((each) => (each === protocol ? [[first, last]] : []));
  }

  static #by(ranges: (protocol: Protocol) => Ranges): PortSet {
    return new PortSet(ranges('TCP'), ranges('UDP'), ranges('SCTP'));
  }

  /** What is in any of some sets. */
  static union(sets: readonly PortSet[]): PortSet {
    return sets.reduce((sum, each) => sum.union(each), PortSet.none);
  }

  get isEmpty(): boolean {
    return this.TCP.length + this.UDP.length + this.SCTP.length === 0;
  }

  get isAll(): boolean {
    return protocols.every((protocol) => isWhole(this[protocol]));
  }

  has(protocol: Protocol, port: number): boolean {
    return this[protocol].some(([first, last]) => first <= port && port <= last);
  }

  union(other: PortSet): PortSet {
    if (this === other || other.isEmpty || this === PortSet.all) return this;
    if (this.isEmpty || other === PortSet.all) return other;
    return PortSet.#by((protocol) => joined([...this[protocol], ...other[protocol]]));
  }

  intersection(other: PortSet): PortSet {
    if (this === other || other === PortSet.all) return this;
    if (this === PortSet.all) return other;
    return PortSet.#by((protocol) => common(this[protocol], other[protocol]));
  }

  difference(other: PortSet): PortSet {
    if (other.isEmpty) return this;
    return PortSet.#by((protocol) => common(this[protocol], gaps(other[protocol])));
  }

  equals(other: PortSet): boolean {
    return this === other || this.toString() === other.toString();
  }

  /** For people: `any port`, `TCP 80, 8000-8080; UDP 53`, `TCP any`, `no port`. The same for the same ports. */
  toString(): string {
    if (this.isAll) return 'any port';
    const parts = protocols
      .filter((protocol) => this[protocol].length > 0)
      .map((protocol) => `${protocol} ${isWhole(this[protocol]) ? 'any' : this[protocol].map(rangeText).join(', ')}`);
    return parts.length === 0 ? 'no port' : parts.join('; ');
  }
}

function rangeText([first, last]: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function isWhole(ranges: Ranges): boolean {
  return ranges.length === 1 && ranges[0]?.[0] === 1 && ranges[0][1] === 65535;
}

function joined(ranges: PortRange[]): Ranges {
  const result: [number, number][] = [];
  for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}

function common(a: Ranges, b: Ranges): Ranges {
  return a.flatMap(([first, last]) =>
    b.map(([from, to]): PortRange => [Math.max(first, from), Math.min(last, to)]).filter(([from, to]) => from <= to),
  );
}

function gaps(ranges: Ranges): Ranges {
  const result: PortRange[] = [];
  let next = 1;
  for (const [first, last] of ranges) {
    if (first > next) result.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= 65535) result.push([next, 65535]);
  return result;
}
