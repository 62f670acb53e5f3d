import { generate } from 'lean-qr';

/** A QR code as one SVG path of unit squares, with the quiet zone of four modules that the standard asks for. */
export function qrPath(text: string): { path: string; size: number } {
	const quiet = 4;
	const code = generate(text);
	let path = '';
	for (let y = 0; y < code.size; y++)
		for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
	return { path, size: code.size + 2 * quiet };
}
