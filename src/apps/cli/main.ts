#!/usr/bin/env node
// The front door. Help and version are answered here at once; everything else is loaded when it is asked for.

import { quickAnswer } from "#apps/cli/quick-answer";

const words = process.argv.slice(2);
const answer = quickAnswer(words);
if (answer === undefined) {
  const { runCommandLine } = await import("#apps/cli/run");
  await runCommandLine(words);
} else {
  // A reader that has enough closes the pipe; that is no error.
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${answer}\n`);
}
