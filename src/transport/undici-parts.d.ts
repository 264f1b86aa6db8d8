// The parts of undici that are loaded without the rest of it. Its own types know them by its front door only.

declare module "undici/lib/dispatcher/agent.js" {
  const agent: typeof import("undici").Agent;
  // biome-ignore lint/style/noDefaultExport: that is how a module sees what CommonJS exports.
  export default agent;
}

declare module "undici/lib/core/connect.js" {
  const buildConnector: typeof import("undici").buildConnector;
  // biome-ignore lint/style/noDefaultExport: that is how a module sees what CommonJS exports.
  export default buildConnector;
}
