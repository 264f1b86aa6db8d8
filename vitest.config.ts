import { defineConfig } from "vitest/config";
import PlainReporter from "./scripts/plain-reporter.mjs";

// Tests of pure modules and of whole simulations in virtual time only compute. They leave nothing behind in a module, so that files share
// a process and load the sources once: most of their time was loading.
const COMPUTING = ["src/**/*.test.ts", "test/risk/**/*.test.ts", "test/simulation/**/*.test.ts", "test/tapes/**/*.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    reporters: ["default", new PlainReporter()],
    // A property that fails prints its seed; `fast-check` needs no more than that to repeat it.
    printConsoleTrace: true,
    // Two workers: the smallest machine that the budgets are stated for has two cores.
    maxWorkers: 2,
    projects: [
      {
        // Sockets, processes and pages that run, one process per file. They mostly wait, and yet two at a time: their deadlines are seconds,
        // and with four they missed them on a machine that was busy otherwise. What computes takes the time that they leave (scripts/test.mjs).
        extends: true,
        test: { name: "waiting", include: ["test/**/*.test.ts"], exclude: COMPUTING, sequence: { groupOrder: 0 } },
        ...sources(),
      },
      {
        extends: true,
        test: {
          name: "computing",
          include: COMPUTING,
          isolate: false,
          // What a simulation makes dies young: with room for it, it takes a third less. In MiB.
          execArgv: ["--min-semi-space-size=128", "--max-semi-space-size=128"],
          restoreMocks: true,
          sequence: { groupOrder: 1 },
        },
        ...sources(),
      },
    ],
  },
});

/** Tests run the sources; only the house tests look at what is built. */
function sources() {
  return { resolve: { conditions: ["truebook-source"] }, ssr: { resolve: { conditions: ["truebook-source"] } } };
}
