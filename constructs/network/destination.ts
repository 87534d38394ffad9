import { isIP } from 'node:net';
import { ConstructError, type Problem } from '../construct-error';
import type { ConnectionPort } from './endpoint';

/** Names outside of the cluster that a workload may connect to. */
export class DomainDestination {
  /** A name such as `api.example.com`, or a pattern such as `*.example.com`. */
  readonly domain: string;
  /** The one port. */
  readonly ports: readonly ConnectionPort[];

  /** @internal Made by `allowToDomain`. */
  constructor(path: string, domain: string, port: ConnectionPort) {
    this.domain = domain;
    this.ports = [port];
    const problems = domainProblems(domain, port.number);
    if (!Number.isInteger(port.number) || port.number < 1 || port.number > 65535) {
      problems.push({ found: `port is ${port.number}`, write: 'Write a whole number from 1 to 65535' });
    }
    if (problems.length > 0) throw new ConstructError(path, problems);
  }
}

/** The API server of the cluster, where what enforces policies knows it by itself. */
export class ApiServerDestination {
  /** On which ports it is reached: the one of its service, and the one that most servers listen on. */
  readonly ports: readonly ConnectionPort[] = apiServerPorts.map((number) => ({ number, protocol: 'TCP' }));
}

/** Ports on which the API server is reached: 443 at providers, and 6443 where it runs on nodes of the cluster's own. */
export const apiServerPorts: readonly number[] = [443, 6443];

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Names that clouds give to their metadata service. */
const metadataNames = ['metadata.google.internal', 'metadata.goog', 'instance-data', 'instance-data.ec2.internal'];

function domainProblems(domain: string, port: number): Problem[] {
  const found = `the domain is '${domain}'`;
  const family = isIP(domain);
  if (family !== 0) {
    const block = `${domain}/${family === 4 ? 32 : 128}`;
    return [
      { found: `${found}, which is an address`, write: `Write allowTo(Peer.cidr('${block}', { ports: [${port}] }))` },
    ];
  }
  const wildcard = domain.startsWith('*.');
  const labels = (wildcard ? domain.slice(2) : domain).split('.');
  if (
    domain.length > 253 ||
    labels.length < 2 ||
    /^[0-9]+$/.test(labels.at(-1) ?? '') ||
    !labels.every((each) => label.test(each))
  ) {
    return [
      {
        found: `${found}, which names no place`,
        write:
          'Write a name of at least two labels in lower case, such as api.example.com, or one with a first label of any name, such as *.example.com',
      },
    ];
  }
  if (/^(.+\.)?cluster\.local$/.test(labels.join('.')) || labels.at(-1) === 'svc') {
    return [
      {
        found: `${found}, which is inside of the cluster`,
        write: 'Declare the connection with allowTo, to a workload or to Peer.pods',
      },
    ];
  }
  if (metadataNames.includes(domain) || (wildcard && metadataNames.some((name) => name.endsWith(domain.slice(1))))) {
    return [
      {
        found: `${found}, which is or holds the cloud's metadata service`,
        write: `Write the names that are meant, and give the workload its rights by a cloud identity`,
      },
    ];
  }
  return [];
}
