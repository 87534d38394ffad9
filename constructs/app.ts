import * as cdk8s from 'cdk8s';
import { type ClusterFacts, setCluster } from './cluster';

/** Properties of {@link App}: those of cdk8s, and what the app must know of its cluster. */
export interface AppProps extends cdk8s.AppProps {
  /**
   * The cluster that the app is written for.
   *
   * @default - see each of {@link ClusterFacts}
   */
  readonly cluster?: Partial<ClusterFacts>;
}

/** A cdk8s app that knows its cluster. */
export class App extends cdk8s.App {
  constructor(props: AppProps = {}) {
    super(props);
    setCluster(this, props.cluster);
  }
}
