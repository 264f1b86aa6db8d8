import { defineConfig } from "vitest/config";
import PlainReporter from "./scripts/plain-reporter.mjs";

export default defineConfig({
  // Tests run the sources; only the house tests look at what is built.
  resolve: { conditions: ["truebook-source"] },
  ssr: { resolve: { conditions: ["truebook-source"] } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Two workers: the smallest machine that the budgets are stated for has two cores.
    maxWorkers: 2,
    testTimeout: 10_000,
    reporters: ["default", new PlainReporter()],
    // A property that fails prints its seed; `fast-check` needs no more than that to repeat it.
    printConsoleTrace: true,
  },
});
