import { dialects } from "#assemblies/dialects";
import { type DemoCredentials } from "#venues/account-dialect";

/** The keys of a simulated venue's account; undefined where it has none. They open nothing real, so they may be shown. */
export function demoCredentials(venue: string): DemoCredentials | undefined {
  return dialects.find((dialect) => dialect.venue === venue)?.accounts?.demo;
}
