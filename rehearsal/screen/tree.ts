import type { EngineEvent } from '@pulumi/pulumi/automation';
import type { Screen } from './screen';

interface Leaf {
  readonly type: string;
  readonly state: 'running' | 'done' | 'failed';
}

interface Branch {
  readonly label: string;
  readonly leaves: Map<string, Leaf>;
}

const STACK = 'pulumi:pulumi:Stack';
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * The resources that one operation makes, changes or deletes, grouped under the top components of the program, as the
 * engine's events tell it.
 * Rows read like `├─ Network  ✓ 38  14 VpcEndpoint, 6 Subnet, 6 Route …`.
 */
export class Tree {
  readonly #branches = new Map<string, Branch>();
  readonly #parents = new Map<string, string>();
  #frame = 0;

  record(event: EngineEvent): void {
    const failed = event.resOpFailedEvent?.metadata;
    const done = event.resOutputsEvent?.metadata;
    const begun = event.resourcePreEvent?.metadata;
    const step = failed ?? done ?? begun;
    if (!step || step.type.startsWith('pulumi:')) return;
    const parent = (step.new ?? step.old)?.parent;
    if (parent) this.#parents.set(step.urn, parent);
    if (step.op === 'same') return;
    const top = this.#topOf(step.urn);
    const branch = this.#branch(top);
    if (top === step.urn && step.type.startsWith('palisade:')) return;
    branch.leaves.set(step.urn, {
      type: kindOf(step.type),
      state: failed ? 'failed' : done ? 'done' : 'running',
    });
  }

  rows(screen: Screen): string[] {
    this.#frame += 1;
    const branches = [...this.#branches.values()].filter(({ leaves }) => leaves.size > 0);
    const widest = Math.max(0, ...branches.map(({ label }) => label.length));
    return branches.map((branch, index) => {
      const elbow = index === branches.length - 1 ? '└─' : '├─';
      const leaves = [...branch.leaves.values()];
      const count = String(leaves.length).padStart(4);
      const head = `${elbow} ${branch.label.padEnd(widest)}`;
      const room = screen.width - head.length - count.length - 6;
      return `  ${head} ${this.#mark(screen, leaves)}${count}  ${screen.paint('dim', cut(kindsOf(leaves), room))}`;
    });
  }

  #mark(screen: Screen, leaves: readonly Leaf[]): string {
    if (leaves.some(({ state }) => state === 'failed')) return screen.paint('red', '✗');
    if (leaves.every(({ state }) => state === 'done')) return screen.paint('green', '✓');
    return screen.paint('cyan', SPINNER[this.#frame % SPINNER.length] ?? '…');
  }

  #topOf(urn: string): string {
    const parent = this.#parents.get(urn);
    return parent === undefined || typeOf(parent) === STACK ? urn : this.#topOf(parent);
  }

  /** A resource that stands in no component is shown under its own name. */
  #branch(urn: string): Branch {
    let branch = this.#branches.get(urn);
    if (!branch) {
      const [name = '', type = ''] = [urn.split('::').at(-1), typeOf(urn)];
      const kind = kindOf(type);
      branch = { label: kind.toLowerCase() === name.toLowerCase() ? kind : `${kind} ${name}`, leaves: new Map() };
      this.#branches.set(urn, branch);
    }
    return branch;
  }
}

/** The last type of a URN's chain of types: `aws:ec2/vpc:Vpc` of `…::palisade:infra:Network$aws:ec2/vpc:Vpc::name`. */
function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').at(-1) ?? '';
}

function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

function kindsOf(leaves: readonly Leaf[]): string {
  const counts = new Map<string, number>();
  for (const { type } of leaves) counts.set(type, (counts.get(type) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  return sorted.map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
