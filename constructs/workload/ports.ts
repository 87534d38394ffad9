import type { Problem } from '../construct-error';
import type { EndpointPort, Protocol } from '../network/endpoint';
import type { Probe, ServerProbes } from './probe';

/** What a port speaks, where a Service or a mesh may know it. */
export type AppProtocol = 'grpc' | 'http' | 'https' | 'kubernetes.io/h2c' | 'kubernetes.io/ws' | 'tcp';

/** A port as {@link SeveralPorts} takes it, where more is to be said than its number. */
export interface PortProps {
  /** 1024 to 65535: without root and capabilities, lower ones cannot be opened everywhere. */
  readonly number: number;
  /**
   * Protocol of the port.
   *
   * @default 'TCP'
   */
  readonly protocol?: Protocol;
  /**
   * What is spoken there.
   *
   * @default - what its readiness probe shows, else left out
   */
  readonly appProtocol?: AppProtocol;
}

/** A container that serves one port. */
export interface OnePort {
  /**
   * Number of the port, 1024 to 65535. It is named after what it speaks, as the readiness probe shows: `http`, `https`,
   * `grpc`, else `tcp`.
   */
  readonly port: number;
  readonly ports?: never;
  /** How one knows that it is ready, and that it hangs. */
  readonly probes: ServerProbes;
}

/** A container that serves several ports. */
export interface SeveralPorts {
  readonly port?: never;
  /** Ports by their names, at most 15 lower-case letters, digits and hyphens: `{ http: 8080, metrics: 9090 }`. */
  readonly ports: { readonly [name: string]: number | PortProps };
  /** How one knows that it is ready, and that it hangs. */
  readonly probes: ServerProbes;
}

/** A container that serves nothing. */
export interface NoPorts {
  readonly port?: never;
  readonly ports?: never;
  /**
   * Without a port nobody waits for it to be ready; a command can tell whether it hangs.
   *
   * @default - it is restarted only when it ends
   */
  readonly probes?: Partial<ServerProbes>;
}

/** What a container serves. Whoever serves a port says how one knows that it is ready. */
export type Serving = OnePort | SeveralPorts | NoPorts;

/** A port of a workload. */
export interface WorkloadPort extends EndpointPort {
  /**
   * What is spoken there.
   *
   * @default - not known
   */
  readonly appProtocol?: AppProtocol;
}

/** The ports that a container serves, in the order in which they were written. */
export function portsOf(serving: Serving): WorkloadPort[] {
  const { readiness } = serving.probes ?? {};
  const spoken = (number: number) =>
    readiness?.protocol !== undefined && (readiness.port ?? firstPort(serving)) === number
      ? { appProtocol: readiness.protocol }
      : {};
  if (serving.port !== undefined) {
    const known = spoken(serving.port);
    return [{ name: known.appProtocol ?? 'tcp', number: serving.port, protocol: 'TCP', ...known }];
  }
  return Object.entries(serving.ports ?? {}).map(([name, port]) => {
    if (typeof port === 'number') return { name, number: port, protocol: 'TCP', ...spoken(port) };
    const { number, protocol = 'TCP', appProtocol } = port;
    return { name, number, protocol, ...(appProtocol === undefined ? spoken(number) : { appProtocol }) };
  });
}

function firstPort(serving: Serving): number | undefined {
  if (serving.port !== undefined) return serving.port;
  const [first] = Object.values(serving.ports ?? {});
  return typeof first === 'object' ? first.number : first;
}

/** What is wrong with the ports of one container, whose probes ask them. */
export function portProblems(property: string, serving: Serving): Problem[] {
  const found: Problem[] = [];
  const ports = portsOf(serving);
  if (serving.ports !== undefined && ports.length === 0) {
    found.push({ found: `${property}ports is empty`, write: 'Name at least one port, or leave it out' });
  }
  const seen = new Set<string>();
  for (const { name, number, protocol } of ports) {
    if (!Number.isInteger(number) || number < 1024 || number > 65535) {
      found.push({
        found: `${property}port '${name}' is ${number}`,
        write: 'Write a whole number from 1024 to 65535: lower ones need rights that the container does not have',
      });
    }
    // As Kubernetes has it: at least one letter, and no two hyphens in a row.
    if (!/^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 15) {
      found.push({
        found: `${property}ports holds the name '${name}'`,
        write: 'Write at most 15 lower-case letters, digits and single hyphens, with a letter among them',
      });
    }
    const key = `${number}/${protocol}`;
    if (seen.has(key)) found.push({ found: `${property}ports holds ${key} twice`, write: 'Name each port once' });
    seen.add(key);
  }
  // Not for those who write types.
  if (ports.length > 0 && serving.probes?.readiness === undefined) {
    found.push({
      found: `a port is served and ${property}probes.readiness does not say when it is ready`,
      write: `Write probes: { readiness: Probe.http('/ready') }`,
    });
  }
  for (const [kind, probe] of Object.entries(serving.probes ?? {})) {
    const problem = probe === undefined ? undefined : probeProblem(probe, ports);
    if (problem !== undefined) found.push({ ...problem, found: `${property}probes.${kind} ${problem.found}` });
  }
  return found;
}

function probeProblem({ port }: Probe, ports: readonly WorkloadPort[]): Problem | undefined {
  if (port === 'none') return undefined;
  const tcp = ports.filter(({ protocol }) => protocol === 'TCP').map(({ number }) => number);
  if (port !== undefined) {
    if (tcp.includes(port)) return undefined;
    return {
      found: `asks port ${port}, which the container does not serve`,
      write: tcp.length > 0 ? `Ask one of its ports: ${tcp.join(', ')}` : 'Name the port among its ports',
    };
  }
  const [first] = ports;
  if (first === undefined) {
    return { found: 'asks a port, and the container serves none', write: 'Name a port, or ask with a command' };
  }
  if (first.protocol === 'TCP') return undefined;
  return {
    found: 'asks a port, and the first of its ports is none of TCP',
    write: 'Name a port of TCP, or ask with a command',
  };
}
