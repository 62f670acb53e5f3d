import { errorCode } from '../domain/errors';
import { GENESIS_HASH, type LogRecord } from '../domain/record';
import { recordHash } from '../domain/record-hash';
import { addRecords } from './add-records';
import { writeAll, writeMeta } from './database';
import { deleteRows } from './delete-rows';
import { segmentOf, type Extent } from './journal/worker/protocol';
import { parseJson, parseRecord } from './parse-record';
import { rememberHead, rememberedHead } from './remembered-head';
import type { ChainHead, LastRestore, RecordsDatabase } from './schema';
import type { SecondCopy } from './second-copy';

/**
 * Compares a database that has just been opened with its second copy, takes back what only the copy holds, and brings the
 * copy up to date. Resolves at once where the database holds all that is remembered (the comparison goes on beside the
 * work then), else when it is done, so that no record is appended to a chain that is not whole yet. Never rejects.
 * @param onRestored called where `last-restore` was written
 */
export async function startCopy(
	copy: SecondCopy,
	database: RecordsDatabase,
	nowMs: () => number,
	onRestored: () => void
): Promise<void> {
	const own = (await database.getAll('chains')).find((chain) => chain.own);
	const remembered = rememberedHead(copy.name);
	const whole = own && own.sequence > 0 && (!remembered || isReached(remembered, own));
	const compare = () => comparison(copy, database, new Date(nowMs()).toISOString(), onRestored);
	const locks = globalThis.navigator?.locks as LockManager | undefined;
	// Several tabs may find the same database anew.
	const comparing = locks ? locks.request(`${copy.name}:restore`, compare) : compare();
	copy.comparing = Promise.resolve(comparing).catch((thrown) => copy.fail(errorCode(thrown)));
	if (!whole) await copy.comparing;
}

const isReached = (remembered: { deviceId: string; sequence: number }, chain: ChainHead) =>
	chain.deviceId === remembered.deviceId && chain.sequence >= remembered.sequence;

async function comparison(copy: SecondCopy, database: RecordsDatabase, wallTime: string, onRestored: () => void) {
	// A browser without such files, or with storage forbidden, goes on without: readiness says so.
	const extents = await copy.journal.extents().catch((thrown) => {
		copy.giveUp(errorCode(thrown));
		return [];
	});
	let restored = 0;
	let unreadable = 0;
	const latestFirst = extents.toSorted((a, b) => (a.lastWallTime < b.lastWallTime ? 1 : -1));
	for (const extent of latestFirst) {
		const chains = await database.getAll('chains');
		const held = chains.find((chain) => chain.deviceId === extent.deviceId);
		if (held && held.sequence >= extent.last) continue;
		const back = await restoreChain(copy, database, extent, held);
		restored += back.restored;
		unreadable += back.missing;
	}
	await forgetDeleted(copy, database);
	const own = (await database.getAll('chains')).find((chain) => chain.own)!;
	const lost = unreadable + (await lostSince(copy, database));
	if (restored + lost > 0) {
		await writeMeta(database, 'last-restore', { wallTime, restored, lost } satisfies LastRestore);
		if (own.sequence > 0) rememberHead(copy.name, own);
		onRestored();
	}
	const reached = extents.find(({ deviceId }) => deviceId === own.deviceId)?.last ?? 0;
	if (reached < own.sequence) void copy.catchUp(own.deviceId, reached, database);
	else copy.complete();
}

/** Takes back what of one chain the database does not hold; each record is checked as an imported one is. */
async function restoreChain(copy: SecondCopy, database: RecordsDatabase, extent: Extent, held: ChainHead | undefined) {
	const { deviceId, first, last } = extent;
	if (!held) await makeOwn(database, deviceId);
	const expected = last - Math.max(held?.sequence ?? 0, first - 1);
	let restored = 0;
	let previous: { sequence: number; hash: string } = held ?? { sequence: 0, hash: GENESIS_HASH };
	for (let segment = segmentOf(Math.max(first, previous.sequence + 1)); segment <= segmentOf(last); segment++) {
		const batch: LogRecord[] = [];
		for (const line of await copy.journal.read(deviceId, segment)) {
			const record = await readable(line, deviceId);
			if (!record || record.sequence <= previous.sequence) continue;
			// The database went on without these: two pasts of one tablet do not make one chain.
			if (record.sequence === previous.sequence + 1 && record.previousHash !== previous.hash) break;
			batch.push(record);
			previous = record;
		}
		if (batch.length > 0) restored += (await addRecords(database, batch)).length;
	}
	return { restored, missing: expected - restored };
}

/** Null where the line is not what was written: the verification of the chain then names what is missing. */
async function readable(line: string, deviceId: string): Promise<LogRecord | null> {
	try {
		const record = parseRecord(parseJson(line));
		return record.deviceId === deviceId && (await recordHash(record)) === record.hash ? record : null;
	} catch {
		return null;
	}
}

/** Goes on with the chain that was this tablet's, where the database made anew has none of its own yet. */
async function makeOwn(database: RecordsDatabase, deviceId: string): Promise<void> {
	await writeAll(database, async (transaction) => {
		const chains = transaction.objectStore('chains');
		const own = (await chains.getAll()).find((chain) => chain.own);
		if (!own || own.sequence > 0) return;
		await chains.delete(own.deviceId);
		await chains.put({ deviceId, own: true, sequence: 0, hash: GENESIS_HASH, wallTime: '' });
	});
}

/** Deletes what retention had deleted before, where the app was ended between the database and its copy. */
async function forgetDeleted(copy: SecondCopy, database: RecordsDatabase): Promise<void> {
	const through = new Map<string, number>();
	const range = IDBKeyRange.bound(['retention', ''], ['retention', '\uffff']);
	for (const { record } of await database.getAllFromIndex('records', 'by-facet', range)) {
		if (record.kind !== 'retention') continue;
		const { chainDeviceId, throughSequence } = record;
		through.set(chainDeviceId, Math.max(throughSequence, through.get(chainDeviceId) ?? 0));
	}
	for (const [deviceId, sequence] of through) {
		const deleted = IDBKeyRange.bound([deviceId, 0], [deviceId, sequence]);
		const rows = await database.getAllFromIndex('records', 'by-chain', deleted);
		if (rows.length > 0) await writeAll(database, (transaction) => deleteRows(transaction, rows));
		// Where it fails, the next start tries again.
		await copy.journal.forget(deviceId, sequence).catch(() => {});
	}
}

/** Confirmed records that neither database nor copy hold, as far as is remembered elsewhere. */
async function lostSince({ name }: SecondCopy, database: RecordsDatabase): Promise<number> {
	const remembered = rememberedHead(name);
	if (!remembered) return 0;
	const chain = await database.get('chains', remembered.deviceId);
	return Math.max(0, remembered.sequence - (chain?.sequence ?? 0));
}
