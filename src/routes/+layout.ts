// Every page is a shell that the client fills: no verdict and no record ever exists on a server.
export const prerender = true;
export const ssr = false;
export const trailingSlash = 'always';
