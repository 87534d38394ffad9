import { Construct } from 'constructs';
import type { Mesh } from '../cluster';
import { ambientLabels, istioNamespace } from './istio-namespace';
import { linkerdAnnotations, linkerdNamespace } from './linkerd-namespace';

/** What a namespace's metadata says for its pods to be in a mesh. */
export function meshMetadata(mesh: Mesh | undefined): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  return {
    labels: mesh === 'istio' ? ambientLabels : {},
    annotations: mesh === 'linkerd' ? linkerdAnnotations : {},
  };
}

/** What a namespace in a mesh holds besides its workloads: nobody is let in without an identity, and nobody by default. */
export class NamespaceMesh extends Construct {
  constructor(scope: Construct, id: string, namespace: string, mesh: Mesh) {
    super(scope, id);
    if (mesh === 'istio') istioNamespace(this, namespace);
    if (mesh === 'linkerd') linkerdNamespace(this, namespace);
    // Cilium's authentication is asked for by the policies of the workloads themselves.
  }
}
