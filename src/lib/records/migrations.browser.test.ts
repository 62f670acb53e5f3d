import { deleteDB, openDB } from 'idb';
import { expect, it } from 'vitest';
import { exampleChain } from '../../../tests/records/example-chain';
import { DATABASE_VERSION, MIGRATIONS } from './migrations';
import { queryHistory } from './history-query';
import type { RecordsSchema } from './schema';
import { recordWords } from './search-words';
import { RecordStore } from './store';
import { verifyStore } from './verify-store';

const earlier = Array.from({ length: DATABASE_VERSION - 1 }, (_, i) => i + 1);

it.each(earlier)('a tablet with a database of version %i keeps everything when it is updated', async (version) => {
	const name = `migrated-${crypto.randomUUID()}`;
	const old = await openDB<RecordsSchema>(name, version, {
		async upgrade(database, _old, _new, transaction) {
			for (const migrate of MIGRATIONS.slice(0, version)) await migrate(database, transaction);
		}
	});
	const [head] = await old.getAll('chains');
	const chain = await exampleChain(20, head!.deviceId);
	for (const [i, record] of chain.entries()) {
		await old.put('records', { record, facet: 'closed', corrected: 0, tokens: recordWords(record) });
		await old.put('outbox', { id: record.id, key: i + 1, state: 'held', settledAt: null, problem: null });
	}
	const last = chain[19]!;
	await old.put('chains', { ...head!, sequence: 20, hash: last.hash, wallTime: last.wallTime });
	old.close();

	const store = new RecordStore(name);
	try {
		const [report] = await verifyStore(store);
		expect(report).toMatchObject({ records: 20, faults: [], deviceId: head!.deviceId });
		expect((await queryHistory({ inspector: 'Ana' }, store)).total).toBe(20);
		expect((await queryHistory({ search: 'ana' }, store)).total).toBe(20);
		expect((await store.database()).version).toBe(DATABASE_VERSION);
	} finally {
		await store.close();
		await deleteDB(name);
	}
});

it('steps aside at once when another tab needs a newer version', async () => {
	const name = `newer-${crypto.randomUUID()}`;
	const store = new RecordStore(name);
	await store.database();
	const newer = await openDB(name, DATABASE_VERSION + 1);
	await expect(store.database()).rejects.toMatchObject({ code: 'storage-unavailable' });
	newer.close();
	await store.close();
	await deleteDB(name);
});
