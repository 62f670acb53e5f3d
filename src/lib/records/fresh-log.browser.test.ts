import { describe, expect, it } from 'vitest';
import { beginFreshLog } from './fresh-log';

const names = async () => (await indexedDB.databases()).map(({ name }) => name);

describe('a fresh log', () => {
	it('leaves no database behind, also where several tabs begin one at once', async () => {
		const name = `test-${crypto.randomUUID()}`;
		await Promise.all([beginFreshLog(name), beginFreshLog(name), beginFreshLog(name)]);
		expect(await names()).not.toContain(`${name}:fresh-log`);
	});
});
