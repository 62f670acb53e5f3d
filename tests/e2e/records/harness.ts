import { readMeta } from '../../../src/lib/records/database';
import { exportBundle } from '../../../src/lib/records/export-bundle';
import { recordCheck } from '../../../src/lib/records/record-check';
import { setReporting } from '../../../src/lib/records/outbox';
import { storageHealth } from '../../../src/lib/records/storage-health';
import { recordStore } from '../../../src/lib/records/store';
import { verifyStore } from '../../../src/lib/records/verify-store';
import { checkInput, pictureOf } from '../../records/store-for-tests';

/** The records of the app in a bare page, for tests that kill the browser around them. */
const store = recordStore();

/** What the browser said where it made the database anew: Chromium names what it lost. */
let upgrade = 'none';
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
	const request = open.apply(this, given);
	request.addEventListener('upgradeneeded', (event) => {
		const { oldVersion, dataLoss, dataLossMessage } = event as IDBVersionChangeEvent & Record<string, unknown>;
		upgrade = `from ${oldVersion}: ${String(dataLoss)} ${String(dataLossMessage)}`;
	});
	return request;
};

/** One check with its full picture, whatever the verdict. */
const check = (bytes: number, capBytes = 500e6) =>
	recordCheck(
		checkInput('open', {
			picture: pictureOf(bytes),
			thumbnail: pictureOf(600),
			archive: { keep: 'all', capBytes }
		}),
		store
	);

/** What a restart finds: faults of the chain, and every kind of half-written record. */
async function inspect(confirmed: readonly string[]) {
	const database = await store.database();
	const rows = await database.getAll('records');
	const ids = new Set(rows.map((row) => row.record.id));
	const outbox = new Set(await database.getAllKeys('outbox'));
	const pictures = new Set(await database.getAllKeys('pictures'));
	const head = (await database.getAll('chains')).find((chain) => chain.own)!;
	const references = rows.flatMap(({ record }) =>
		record.kind === 'check' ? [record.picture, record.thumbnail].filter((reference) => reference !== null) : []
	);
	return {
		upgrade,
		records: rows.length,
		faults: (await verifyStore(store)).flatMap((report) => report.faults),
		lost: confirmed.filter((id) => !ids.has(id)).length,
		withoutOutboxEntry: rows.filter(({ record }) => !outbox.has(record.id)).length,
		outboxWithoutRecord: [...outbox].filter((id) => !ids.has(id)).length,
		withoutPicture: references.filter((reference) => !pictures.has(reference.sha256)).length,
		headBehind: rows.length - head.sequence,
		restored: (await readMeta(database, 'last-restore'))?.restored ?? 0
	};
}

/** Writes without end, three checks in flight, and tells the server of each one that is confirmed. */
async function writeForEver() {
	const writer = async () => {
		for (;;) {
			const { id } = await check(20_000 + Math.floor(Math.random() * 60_000));
			await fetch(`/confirmed?id=${id}`, { method: 'POST' });
		}
	};
	await Promise.all([writer(), writer(), writer()]);
}

async function restartAndWrite() {
	const confirmed = (await (await fetch('/confirmed')).json()) as string[];
	const found = await inspect(confirmed);
	await fetch('/found', { method: 'POST', body: JSON.stringify(found) });
	await writeForEver();
}

const harness = {
	check: async (bytes: number) => {
		try {
			const { id, picture, pictureOmitted } = await check(bytes);
			return { id, kept: picture !== null, omitted: pictureOmitted, code: null };
		} catch (error) {
			return { id: null, kept: false, omitted: null, code: (error as { code?: string }).code ?? String(error) };
		}
	},
	inspect,
	setReporting: (on: boolean) => setReporting(on, store),
	health: () => storageHealth(store),
	exportSize: async () => (await exportBundle({}, store)).size,
	writeForEver
};
export type Harness = typeof harness;
Object.assign(globalThis, { harness });
if (location.search === '?write') void restartAndWrite();
