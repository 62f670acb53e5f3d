import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyToken } from '../../src/lib/server/access/tokens';
import { openSqliteStorage } from '../../src/lib/server/stores/sqlite/sqlite-storage';

const folder = mkdtempSync(join(tmpdir(), 'bottle-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What IT types: the program behind `npm run`, over a database of this test. */
async function command(database: string, script: string, ...parts: string[]): Promise<string> {
	const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, database)}` };
	return (await promisify(execFile)('npx', ['tsx', script, ...parts], { env })).stdout;
}
const tokens = (...parts: string[]) => command('live.db', 'scripts/tokens.ts', ...parts);

async function inStore<T>(database: string, work: (store: ReturnType<typeof openSqliteStorage>) => Promise<T>) {
	const store = openSqliteStorage(join(folder, database));
	try {
		return await work(store);
	} finally {
		await store.close();
	}
}

describe('the commands of IT', () => {
	it('give out a key for one line that works at once, list it without its secret, and make it worthless', async () => {
		const printed = await tokens('create', '--role', 'device', '--label', 'Tablet 3', '--line', 'L1');
		const key = /bi1_[0-9a-f]{16}_[\w-]{43}/.exec(printed)![0];
		const known = () => inStore('live.db', (store) => verifyToken(store, key));
		expect(await known()).toMatchObject({ role: 'device', label: 'Tablet 3', line: 'L1', revokedAt: null });
		// The secret may itself hold the underscore that divides the parts.
		const [id, secret] = [key.split('_')[1]!, key.slice(-43)];
		const listed = await tokens('list');
		expect(listed).toContain(id);
		expect(listed).not.toContain(secret);
		await tokens('revoke', id);
		expect(await known()).toBeNull();
	}, 60_000);

	it('give out no key of a role that does not exist, and none without a name', async () => {
		const before = await inStore('live.db', (store) => store.tokens());
		await expect(tokens('create', '--role', 'root', '--label', 'Me')).rejects.toThrow();
		await expect(tokens('create', '--role', 'admin')).rejects.toThrow();
		expect(await inStore('live.db', (store) => store.tokens())).toEqual(before);
	}, 60_000);

	it('save the database while it is in use, and put it back where there is none', async () => {
		const saved = join(folder, 'saved.db');
		const held = await inStore('live.db', async (store) => {
			await command('live.db', 'scripts/backup.ts', 'save', saved);
			return store.tokens();
		});
		expect(held).toHaveLength(1);
		await command('restored.db', 'scripts/backup.ts', 'restore', saved);
		expect(await inStore('restored.db', (store) => store.tokens())).toEqual(held);
		await expect(command('restored.db', 'scripts/backup.ts', 'restore', saved)).rejects.toThrow('exists already');
	}, 60_000);
});
