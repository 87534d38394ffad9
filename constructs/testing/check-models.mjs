// Says what the typed packages find wrong with objects: JSON list in, JSON list of texts out. A program of its own, because
// those packages are ES modules only.
import { readFileSync } from 'node:fs';

const packages = {
  'cert-manager.io': 'cert-manager',
  'cilium.io': 'cilium',
  'external-secrets.io': 'external-secrets',
  'gateway.networking.k8s.io': 'gateway-api',
  'networking.istio.io': 'istio',
  'security.istio.io': 'istio',
};

const errors = [];
for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
  const [group] = object.apiVersion.split('/');
  if (!(group in packages)) continue;
  const path = `@kubernetes-models/${packages[group]}/${object.apiVersion}/${object.kind}`;
  const { [object.kind]: Model } = await import(path);
  try {
    new Model(object).validate();
  } catch (error) {
    errors.push(`${object.kind} ${object.metadata.name}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(errors));
