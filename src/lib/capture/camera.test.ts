import { describe, expect, it, vi } from 'vitest';
import { abilitiesOf, faultOf, listLenses, openStream, setAbility } from './camera';

const named = (name: string) => Object.assign(new Error(name), { name });

describe('faults of getUserMedia', () => {
	it.each([
		['NotAllowedError', 'denied'],
		['SecurityError', 'denied'],
		['NotFoundError', 'missing'],
		['OverconstrainedError', 'missing'],
		['NotReadableError', 'busy'],
		['AbortError', 'busy'],
		['TypeError', 'unsupported']
	])('%s is %s', (name, fault) => expect(faultOf(named(name))).toBe(fault));
});

describe('lenses', () => {
	const input = (deviceId: string, label: string) => ({ kind: 'videoinput', deviceId, label });

	it('come with the main rear lens first and special ones after it', async () => {
		const devices = {
			enumerateDevices: async () => [
				input('f', 'camera2 1, facing front'),
				input('w', 'camera2 2, facing back (ultra wide)'),
				input('m', 'camera2 0, facing back'),
				input('u', 'USB camera'),
				{ kind: 'audioinput', deviceId: 'mic', label: 'mic' }
			]
		} as unknown as MediaDevices;
		expect((await listLenses(devices)).map((l) => l.id)).toEqual(['m', 'w', 'u', 'f']);
	});

	it('fall back to the rear lens where the remembered one has gone', async () => {
		const stream = {} as MediaStream;
		const getUserMedia = vi.fn(async ({ video }: MediaStreamConstraints) => {
			if ((video as MediaTrackConstraints).deviceId) throw named('OverconstrainedError');
			return stream;
		});
		expect(await openStream({ getUserMedia } as unknown as MediaDevices, 'gone')).toBe(stream);
		expect(getUserMedia.mock.lastCall?.[0].video).toMatchObject({ facingMode: { ideal: 'environment' } });
	});

	it('do not try the rear lens where the inspector has refused', async () => {
		const getUserMedia = vi.fn(async () => Promise.reject(named('NotAllowedError')));
		await expect(openStream({ getUserMedia } as unknown as MediaDevices, 'x')).rejects.toThrow();
		expect(getUserMedia).toHaveBeenCalledTimes(1);
	});
});

describe('abilities of a lens', () => {
	const track = (capabilities: object, settings = {}) =>
		({ getCapabilities: () => capabilities, getSettings: () => settings }) as unknown as MediaStreamTrack;

	it('are none where the browser names none', () => {
		expect(abilitiesOf(track({}))).toEqual({ torch: false, zoom: null, continuousFocus: false });
		const old = { getSettings: () => ({}) } as unknown as MediaStreamTrack;
		expect(abilitiesOf(old).torch).toBe(false);
	});

	it('are read in the forms that browsers use', () => {
		const able = track(
			{ torch: true, zoom: { min: 1, max: 5, step: 0.5 }, focusMode: ['manual', 'continuous'] },
			{ zoom: 2 }
		);
		expect(abilitiesOf(able)).toEqual({
			torch: true,
			zoom: { min: 1, max: 5, step: 0.5, now: 2 },
			continuousFocus: true
		});
		expect(abilitiesOf(track({ torch: [false, true] })).torch).toBe(true);
		expect(abilitiesOf(track({ torch: [false], zoom: { min: 1, max: 1 } }))).toMatchObject({
			torch: false,
			zoom: null
		});
	});

	it('may be refused when set, and the answer says so', async () => {
		const refusing = { applyConstraints: async () => Promise.reject(named('OverconstrainedError')) };
		expect(await setAbility(refusing as unknown as MediaStreamTrack, { torch: true })).toBe(false);
	});
});
