import { describe, expect, it } from 'vitest';
import { deviceLabelOf } from './device-label';

const ID = '3f2a0000-0000-4000-8000-000000000000';

describe('what a tablet is called', () => {
	it.each([
		['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'Android 3F2A'],
		['Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1', 'iPad 3F2A'],
		['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148', 'iPad 3F2A'],
		['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15', 'iPhone 3F2A'],
		['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0', 'Windows 3F2A'],
		['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36', 'Chromebook 3F2A'],
		['', 'Tablet 3F2A']
	])('comes from its family and its chain: %s', (userAgent, label) => {
		expect(deviceLabelOf(ID, userAgent)).toBe(label);
	});
});
