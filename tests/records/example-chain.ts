import { GENESIS_HASH, type LogRecord } from '../../src/lib/domain/record';
import { recordHash, sealPersonal } from '../../src/lib/domain/record-hash';
import { exampleCheck } from './example-records';

/** A valid chain of `length` checks, a second apart, verdicts taking turns. */
export async function exampleChain(length: number, deviceId = exampleCheck().deviceId): Promise<LogRecord[]> {
	const chain: LogRecord[] = [];
	let previousHash = GENESIS_HASH;
	for (let sequence = 1; sequence <= length; sequence++) {
		const record = exampleCheck({
			...(await sealPersonal({ inspector: 'Ana', note: '', fileName: '' })),
			id: crypto.randomUUID(),
			deviceId,
			sequence,
			previousHash,
			wallTime: new Date(Date.parse('2026-03-02T06:00:00.000Z') + sequence * 1000).toISOString(),
			verdict: { kind: sequence % 10 === 0 ? 'open' : 'closed', confidence: 0.97 }
		});
		const sealed = { ...record, hash: await recordHash(record) };
		previousHash = sealed.hash;
		chain.push(sealed);
	}
	return chain;
}

/** Seals a changed record again, as a forger who knows the method would. */
export const resealed = async (record: LogRecord): Promise<LogRecord> => ({
	...record,
	hash: await recordHash(record)
});
