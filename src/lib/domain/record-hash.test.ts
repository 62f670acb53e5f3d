import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf, recordHash, sealPersonal, sha256Hex } from './record-hash';
import type { LogRecord } from './record';

describe('canonicalJson', () => {
	it('spells RFC 8785 §3.2.2 as the RFC does', () => {
		const json = canonicalJson({
			numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
			string: '\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\u0022\u002f',
			literals: [null, true, false]
		});
		expect(json).toBe(
			'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
				'"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
		);
	});
	it('does not depend on the order in which fields were written', async () => {
		expect(await hashOf({ a: 1, b: [2] })).toBe(await hashOf({ b: [2], a: 1 }));
	});
});

describe('sha256Hex', () => {
	it('gives the test vector of FIPS 180-2', async () => {
		expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
	});
});

describe('recordHash', () => {
	const record = { id: 'x', sequence: 1, personal: null, hash: 'old' } as unknown as LogRecord;
	it('leaves out the hash itself and the clearable fields, and nothing else', async () => {
		const before = await recordHash(record);
		const cleared = { ...record, hash: 'new', personal: { salt: '', inspector: 'Ana', note: '', fileName: '' } };
		expect(await recordHash(cleared)).toBe(before);
		expect(await recordHash({ ...record, sequence: 2 })).not.toBe(before);
	});
});

describe('sealPersonal', () => {
	it('salts, so that the same name never has the same hash', async () => {
		const fields = { inspector: 'Ana', note: '', fileName: '' };
		const [a, b] = await Promise.all([sealPersonal(fields), sealPersonal(fields)]);
		expect(a.personalHash).not.toBe(b.personalHash);
		expect(a.personalHash).toBe(await hashOf(a.personal));
	});
});
