import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelManifest } from '../domain/model-manifest';
import type { ThresholdProfile } from './settings-schema';
import { teachInOf, withThresholdProfile } from './threshold-profile';

const { version } = JSON.parse(readFileSync('static/model/current.json', 'utf8')) as { version: string };
const manifest = parseModelManifest(JSON.parse(readFileSync(`static/model/${version}/manifest.json`, 'utf8')));
const taught: ThresholdProfile = {
	kind: 'taught',
	teachInId: '6d1f4f7e-8a53-4c1f-9d5e-2f60b9f3a001',
	modelVersion: version,
	temperature: 1.25,
	open: 0.7,
	closed: 0.97
};

describe('the operating point in force', () => {
	it('is the model’s own, untouched, where nothing is set', () => {
		expect(withThresholdProfile(manifest, { kind: 'model' })).toBe(manifest);
	});

	it('by hand moves the threshold of closed and nothing else', () => {
		const { decision } = withThresholdProfile(manifest, { kind: 'custom', closedFrom: 0.99 });
		expect(decision).toEqual({
			...manifest.decision,
			thresholds: { ...manifest.decision.thresholds, closed: 0.99 }
		});
	});

	it('taught takes temperature and thresholds from the teach-in, whose id travels with the manifest', () => {
		const inForce = withThresholdProfile(manifest, taught);
		expect(inForce.judge.temperature).toBe(1.25);
		expect(inForce.decision.thresholds).toMatchObject({ open: 0.7, closed: 0.97 });
		expect(teachInOf(inForce)).toBe(taught.teachInId);
	});

	it('taught on another model is not used, and no record names it', () => {
		const inForce = withThresholdProfile(manifest, { ...taught, modelVersion: '000000000000' });
		expect(inForce).toBe(manifest);
		expect(teachInOf(inForce)).toBeNull();
	});

	it('set by hand names no teach-in', () => {
		expect(teachInOf(withThresholdProfile(manifest, { kind: 'custom', closedFrom: 0.99 }))).toBeNull();
	});
});
