import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewToken } from '../../src/lib/domain/report-protocol';
import { issueToken } from '../../src/lib/server/access/tokens';
import { assemble, openPictures } from '../../src/lib/server/compose';
import { readEnvironment } from '../../src/lib/server/environment';
import { folderPictures } from '../../src/lib/server/pictures/folder';
import { answer } from '../../src/lib/server/reporting-server';
import type { Services } from '../../src/lib/server/services';
import type { Storage } from '../../src/lib/server/stores/report-store';
import { openSqliteStorage } from '../../src/lib/server/stores/sqlite/sqlite-storage';

export const ORIGIN = 'https://plant.example';

export interface TestServer {
	readonly services: Services;
	readonly folder: string;
	/** Sends one request through everything but the network. */
	send(path: string, init?: RequestInit & { peer?: string }): Promise<Response>;
	/** The same with a JSON body. */
	sendJson(path: string, body: unknown, token?: string, init?: RequestInit): Promise<Response>;
	token(wanted?: Partial<NewToken>): Promise<string>;
	close(): Promise<void>;
}

/** The whole reporting server over a database and pictures of its own. */
export async function testServer(
	variables: Record<string, string> = {},
	open: (folder: string) => Storage = (folder) => openSqliteStorage(join(folder, 'reports.db'))
): Promise<TestServer> {
	const folder = mkdtempSync(join(tmpdir(), 'bottle-server-'));
	const environment = readEnvironment({ LOG_LEVEL: 'silent', ...variables });
	const storage = open(folder);
	const pictures = variables.PICTURES ? openPictures(environment) : folderPictures(join(folder, 'pictures'));
	const services = assemble(environment, storage, pictures, '0.0.0-test');

	const send: TestServer['send'] = (path, { peer = '192.0.2.1', ...init } = {}) => {
		const url = new URL(`/api${path}`, ORIGIN);
		// The path as it was written: URL would tidy `..` away, which a client need not do.
		const written = path.split('?')[0]!;
		const request = new Request(url, {
			...init,
			...(init.body instanceof ReadableStream ? { duplex: 'half' } : {})
		} as RequestInit);
		return answer(services, { request, url, path: written, peer });
	};

	return {
		services,
		folder,
		send,
		sendJson: (path, body, token, init = {}) =>
			send(path, {
				method: 'POST',
				...init,
				headers: {
					'content-type': 'application/json',
					...(token ? { authorization: `Bearer ${token}` } : {}),
					...(init.headers as Record<string, string>)
				},
				body: typeof body === 'string' ? body : JSON.stringify(body)
			}),
		token: async (wanted = {}) =>
			(await issueToken(storage, { role: 'device', line: null, label: 'test', ...wanted }, Date.now())).token,
		async close() {
			await storage.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** Runs `work` with a server of its own. */
export async function withServer(
	work: (server: TestServer) => Promise<void>,
	variables?: Record<string, string>,
	open?: (folder: string) => Storage
): Promise<void> {
	const server = await testServer(variables, open);
	try {
		await work(server);
	} finally {
		await server.close();
	}
}
