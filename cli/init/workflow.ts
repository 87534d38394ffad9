/** `.github/workflows/app.yml`: checks every change, with the right to read the code and no other. */
export const workflow = `name: app

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

concurrency:
  group: app-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: "24"
          package-manager-cache: false
      # No package gets to run a program of its own while it is installed.
      - run: npm ci --ignore-scripts
      - run: npm run check
      - run: npm test
`;
