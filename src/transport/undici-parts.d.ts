// The parts of undici that are loaded without the rest of it. Its own types know them by its front door only.

declare module "undici/lib/dispatcher/agent.js" {
  // biome-ignore lint/style/noDefaultExport: that is how a module sees what CommonJS exports.
  export { Agent as default } from "undici";
}

declare module "undici/lib/dispatcher/proxy-agent.js" {
  // biome-ignore lint/style/noDefaultExport: that is how a module sees what CommonJS exports.
  export { ProxyAgent as default } from "undici";
}
