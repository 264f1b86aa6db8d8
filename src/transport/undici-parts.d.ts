// The part of undici that is loaded without the rest of it. Its own types know it by its front door only.

declare module "undici/lib/dispatcher/agent.js" {
  const agent: typeof import("undici").Agent;
  // biome-ignore lint/style/noDefaultExport: that is how a module sees what CommonJS exports.
  export default agent;
}
