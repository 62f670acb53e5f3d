import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { runCommand, wholeNumber } from './lib/command';
import { isMain } from './lib/is-main';

const USAGE = `Serves the static build as a plain static host would, compressed where the build holds compressed copies.

  tsx scripts/serve-static.ts [--port 4173] [--base /] [--dir dist/static]
`;

/** The folder that `npm run build:static` writes. */
export const STATIC_BUILD = fileURLToPath(new URL('../dist/static', import.meta.url));

/**
 * Starts a static file server.
 * @param base path under which the build appears, with slashes at both ends
 * @returns the listening server; 404 answers carry the build's 404 page
 */
export function serveStatic(port: number, base = '/', dir = STATIC_BUILD) {
	const files = sirv(dir, { dev: false, etag: true, brotli: true, gzip: true });
	const server = createServer((request, response) => {
		const url = request.url ?? '/';
		if (!url.startsWith(base)) {
			response.writeHead(404).end();
			return;
		}
		request.url = '/' + url.slice(base.length);
		files(request, response, () => void response.writeHead(404).end());
	});
	return new Promise<typeof server>((resolve) => server.listen(port, () => resolve(server)));
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4173' },
			base: { type: 'string', default: '/' },
			dir: { type: 'string', default: STATIC_BUILD },
			help: { type: 'boolean', short: 'h' }
		}
	});
	return { ...values, port: wholeNumber('port', values.port, 0) };
}

async function main({ port, base, dir }: ReturnType<typeof readArguments>): Promise<number> {
	await serveStatic(port, base, dir);
	console.log(`http://localhost:${port}${base}`);
	return 0;
}

if (isMain(import.meta.url)) await runCommand(USAGE, readArguments, main, 'cannot serve');
