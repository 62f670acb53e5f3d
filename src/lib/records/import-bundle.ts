import { verifyChains } from '../domain/chain';
import type { CheckRecord, HandOverRecord, LogRecord } from '../domain/record';
import { append, type RecordOrigin } from './append';
import { ImportRefused } from './bundle-format';
import { writeAll } from './database';
import { putPicture } from './pictures';
import { openBundle, type OpenedBundle } from './read-bundle';
import type { ChainHead } from './schema';
import { recordStore, type RecordStore } from './store';
import { addRecords } from './add-records';

export interface ImportSummary {
	/** Records in the file. */
	readonly read: number;
	/** Of these, new to this tablet. */
	readonly added: number;
	readonly pictures: number;
}

/** `reading` checks everything and writes nothing; `writing` cannot be refused any more. */
export type ImportProgress = (phase: 'reading' | 'writing', done: number) => void;

/** Records written in one transaction. */
const BATCH = 200;

/**
 * Takes over the records of another tablet. The file is read twice: first every record, picture and chain is
 * checked and nothing is written; only then are records added, in the order of their chains, so that an import that
 * the device interrupts (full storage, power) leaves valid chains and can simply be repeated. What is there already is
 * recognised by its id and left as it is, cleared names included. Each chain taken over is stated in this tablet's own.
 * @throws ImportRefused with nothing changed; InspectorError storage-full where the device has no room left
 */
export async function importBundle(
	file: Blob,
	origin: RecordOrigin,
	onProgress: ImportProgress = () => {},
	store: RecordStore = recordStore()
): Promise<ImportSummary> {
	const bundle = await openBundle(file);
	try {
		const { read, fresh } = await checkAll(bundle, store, onProgress);
		const added = await writeRecords(bundle, store, fresh, onProgress);
		const pictures = await writePictures(bundle, store);
		for (const [deviceId, count] of added) await stateHandOver(store, origin, bundle, deviceId, count);
		store.announce({ kinds: ['hand-over'] });
		return { read, added: [...added.values()].reduce((a, b) => a + b, 0), pictures };
	} finally {
		await bundle.close();
	}
}

/** Checks everything; resolves to the first sequence number that is new, by chain. */
async function checkAll(bundle: OpenedBundle, store: RecordStore, onProgress: ImportProgress) {
	const database = await store.database();
	const known = new Map((await database.getAll('chains')).map((chain) => [chain.deviceId, chain]));
	const heads = new Map(bundle.manifest.chains.map((chain) => [chain.deviceId, chain]));
	const fresh = new Map<string, number>();
	let read = 0;

	async function* compared(): AsyncGenerator<LogRecord> {
		for await (const record of bundle.records()) {
			if (!heads.has(record.deviceId)) throw new ImportRefused('chain', `no head for chain ${record.deviceId}`);
			await compare(record, known.get(record.deviceId));
			read += 1;
			yield record;
		}
	}
	async function compare(record: LogRecord, chain: ChainHead | undefined) {
		const held = await database.getFromIndex('records', 'by-id', record.id);
		if (held && held.record.hash !== record.hash) throw new ImportRefused('conflict', `record ${record.id} differs`);
		if (held) return;
		const reached = chain?.sequence ?? 0;
		if (record.sequence > reached) {
			if (chain?.own) throw new ImportRefused('conflict', "the file knows more of this tablet's chain than it does");
			if (!fresh.has(record.deviceId)) {
				if (chain && reached > 0 && record.sequence > reached + 1) throw new ImportRefused('gap', 'records between');
				if (chain && reached > 0 && record.previousHash !== chain.hash) {
					throw new ImportRefused('conflict', `chain ${record.deviceId} forks at ${record.sequence}`);
				}
				fresh.set(record.deviceId, record.sequence);
			}
			return;
		}
		// Deleted here by retention, or a second record for a place that is taken.
		const rival = await database.getFromIndex('records', 'by-chain', [record.deviceId, record.sequence]);
		if (rival) throw new ImportRefused('conflict', `chain ${record.deviceId} forks at ${record.sequence}`);
	}

	const reports = await verifyChains(compared(), heads, (n) => onProgress('reading', n));
	const fault = reports.flatMap((report) => report.faults)[0];
	if (fault) throw new ImportRefused('chain', `${fault.kind}: record ${fault.sequence} of ${fault.deviceId}`);
	for await (const picture of bundle.pictures()) void picture;
	return { read, fresh };
}

async function writeRecords(
	bundle: OpenedBundle,
	store: RecordStore,
	fresh: ReadonlyMap<string, number>,
	onProgress: ImportProgress
): Promise<Map<string, number>> {
	const added = new Map<string, number>();
	let batch: LogRecord[] = [];
	let written = 0;
	const flush = async () => {
		for (const { deviceId } of await addRecords(await store.database(), batch))
			added.set(deviceId, (added.get(deviceId) ?? 0) + 1);
		onProgress('writing', (written += batch.length));
		batch = [];
	};
	for await (const record of bundle.records()) {
		if (record.sequence < (fresh.get(record.deviceId) ?? Infinity)) continue;
		batch.push(record);
		if (batch.length >= BATCH) await flush();
	}
	if (batch.length > 0) await flush();
	return added;
}

/** Pictures that a record held here refers to and that are missing. */
async function writePictures(bundle: OpenedBundle, store: RecordStore): Promise<number> {
	const database = await store.database();
	const wanted = new Map<string, CheckRecord>();
	for await (const record of bundle.records()) {
		if (record.kind !== 'check') continue;
		for (const reference of [record.picture, record.thumbnail]) if (reference) wanted.set(reference.sha256, record);
	}
	let written = 0;
	for await (const { sha256, content } of bundle.pictures()) {
		const check = wanted.get(sha256);
		const row = check && (await database.getFromIndex('records', 'by-id', check.id));
		if (!row || (await database.getKey('pictures', sha256))) continue;
		const isPicture = check.picture?.sha256 === sha256;
		const reference = (isPicture ? check.picture : check.thumbnail)!;
		await writeAll(database, (transaction) =>
			putPicture(transaction, { reference, content }, isPicture ? 'picture' : 'thumbnail', {
				id: check.id,
				key: row.key!
			})
		);
		written += 1;
	}
	return written;
}

async function stateHandOver(
	store: RecordStore,
	origin: RecordOrigin,
	bundle: OpenedBundle,
	deviceId: string,
	added: number
): Promise<void> {
	const head = bundle.manifest.chains.find((chain) => chain.deviceId === deviceId)!;
	await append<HandOverRecord>(store, {
		origin,
		body: () => ({
			kind: 'hand-over',
			fromDeviceId: deviceId,
			headSequence: head.sequence,
			headHash: head.hash,
			added
		})
	});
}
