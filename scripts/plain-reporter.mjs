// The last word of a test run, for people who read only the end of a log and for scripts that read nothing else: one plain line,
// `N passed, N failed, N skipped`. With TRUEBOOK_TEST_COUNTS set the counts go there instead, because a longer run sums them up.

import { writeFileSync } from "node:fs";

/** Counts tests by outcome, collection and hook errors of a whole file as one failure. */
export default class PlainReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const file of modules) {
      for (const test of file.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") counts.passed += 1;
        else if (state === "failed") counts.failed += 1;
        else counts.skipped += 1;
      }
      // A file that could not even be loaded has no tests to count, and must not pass for that.
      if (file.state() === "failed" && [...file.children.allTests("failed")].length === 0) counts.failed += 1;
    }
    const target = process.env.TRUEBOOK_TEST_COUNTS;
    if (target === undefined) setImmediate(() => process.stdout.write(`\n${plainLine(counts)}\n`));
    else writeFileSync(target, JSON.stringify(counts));
  }
}

/** Words the counts the way every run of this project ends. */
export function plainLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
