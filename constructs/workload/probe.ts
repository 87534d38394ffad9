import { JsonPatch } from 'cdk8s';
import { type ConnectionScheme, Probe as PlusProbe, type ProbeOptions } from 'cdk8s-plus-28';

/** How often and how patiently a probe asks, in the terms of cdk8s-plus: a failure threshold (3), durations. */
export type ProbeTiming = ProbeOptions;

/** Options of {@link Probe.http}. */
export interface HttpProbeOptions extends ProbeTiming {
  /**
   * Number of the port to ask.
   *
   * @default - the first port of the container
   */
  readonly port?: number;
  /**
   * Whether it answers over TLS; the kubelet does not check the certificate.
   *
   * @default ConnectionScheme.HTTP
   */
  readonly scheme?: ConnectionScheme;
}

/** Options of {@link Probe.tcp} and {@link Probe.grpc}. */
export interface TcpProbeOptions extends ProbeTiming {
  /**
   * Number of the port to ask.
   *
   * @default - the first port of the container
   */
  readonly port?: number;
}

/** A question that the kubelet asks a container again and again. There is no way to have it ask another host. */
export class Probe {
  /** A GET that is answered with a status from 200 to 399. */
  static http(path: string, options: HttpProbeOptions = {}): Probe {
    const protocol = options.scheme === 'HTTPS' ? 'https' : 'http';
    return new Probe(
      (port) => PlusProbe.fromHttpGet(path, { ...options, port: options.port ?? port }),
      options.port,
      protocol,
    );
  }

  /** A port that takes a connection. Says less than an HTTP probe: a program that hangs still listens. */
  static tcp(options: TcpProbeOptions = {}): Probe {
    return new Probe((port) => PlusProbe.fromTcpSocket({ ...options, port: options.port ?? port }), options.port);
  }

  /**
   * The standard question of gRPC, answered with `SERVING`.
   *
   * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
   */
  static grpc(options: TcpProbeOptions = {}): Probe {
    const { make, port } = Probe.tcp(options);
    return new Probe(make, port, 'grpc');
  }

  /** A command in the container that ends with 0. Each run costs a process. */
  static command(command: readonly [string, ...string[]], options: ProbeTiming = {}): Probe {
    return new Probe(() => PlusProbe.fromCommand([...command], options), 'none');
  }

  private constructor(
    private readonly make: (port: number) => PlusProbe,
    /** The port that it asks: a number, `none`, or undefined for the first one. */
    readonly port: number | 'none' | undefined,
    /** What the port speaks, as far as the probe shows. */
    readonly protocol?: 'grpc' | 'http' | 'https',
  ) {}

  /** The same for cdk8s-plus, for a container whose first port is `port`. It knows no gRPC, and connects instead. */
  toPlus(port: number): PlusProbe {
    return this.make(port);
  }

  /** What is left to say of the probe at a path of the manifest, for a container whose first port is `port`. */
  patches(path: string, port: number): JsonPatch[] {
    if (this.protocol !== 'grpc') return [];
    const asked = typeof this.port === 'number' ? this.port : port;
    return [JsonPatch.remove(`${path}/tcpSocket`), JsonPatch.add(`${path}/grpc`, { port: asked })];
  }
}

/** The probes of a container that serves ports. */
export interface ServerProbes {
  /**
   * Whether it can answer now. Without it a Service sends requests from the first moment, and a rollout replaces
   * working copies by broken ones.
   */
  readonly readiness: Probe;
  /**
   * Whether it hangs, so that only a restart helps. Where it asks for anything beyond the process itself, such as its
   * database, one failure there restarts every copy.
   *
   * @default - it is restarted only when it ends
   */
  readonly liveness?: Probe;
  /**
   * Whether it has started; the other two wait for it. For programs that take long.
   *
   * @default - none
   */
  readonly startup?: Probe;
}
