// The static build has no server route; this file exists so that kit does not pick up the node build's hooks.
export {};
