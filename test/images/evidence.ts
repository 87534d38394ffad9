/** When so many hours ago it was. */
export const hours = (ago: number): string => new Date(Date.now() - ago * 3_600_000).toISOString();

/** A scan that ended then, in the form that Trivy writes for cosign, with one vulnerability. */
export const scan = (finished: string, severity: string) => ({
  invocation: { uri: '', event_id: '', 'builder.id': '' },
  scanner: {
    uri: 'pkg:github/aquasecurity/trivy@0.66.0',
    version: '0.66.0',
    db: { uri: '', version: '' },
    result: {
      SchemaVersion: 2,
      Results: [{ Target: 'app', Vulnerabilities: [{ VulnerabilityID: 'CVE-2026-0001', Severity: severity }] }],
    },
  },
  metadata: { scanStartedOn: finished, scanFinishedOn: finished },
});

/** The least that is an SBOM. */
export const spdx = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'app', packages: [] };
export const cyclonedx = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] };
