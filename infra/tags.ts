/** Tags of an AWS resource: whose it is, and what the console calls it. */
export function tagsFor(cluster: string, name: string): { 'palisade:cluster': string; Name: string } {
  return { 'palisade:cluster': cluster, Name: `${cluster}-${name}` };
}
