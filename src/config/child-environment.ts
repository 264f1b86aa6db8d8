/** What a process of ours that is started beside this one may see of the environment: no keys, no settings. */
const PASSED_ON = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "NODE_EXTRA_CA_CERTS"] as const;

/** The variables that a child process needs to run at all, and no others. */
export function childEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Readonly<Record<string, string>> {
  const passed: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = variables[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}
