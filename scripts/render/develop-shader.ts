export const developVertex = /* glsl */ `
out vec2 at;
void main() { at = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }`;

/** Scene-linear light to an sRGB photograph. Tone curve: K. Narkowicz, "ACES filmic tone mapping curve" (2015). */
export const developFragment = /* glsl */ `
precision highp float;
in vec2 at;
out vec4 colour;
uniform sampler2D picture;
uniform float blur, exposure, noise, vignette, seed;
uniform vec2 motion, balance, size;

float hash(vec2 p) { vec3 q = fract(vec3(p.xyx) * 0.1031 + seed); q += dot(q, q.yzx + 33.33); return fract((q.x + q.y) * q.z); }
float gauss(vec2 p) { return hash(p) + hash(p + 17.0) + hash(p + 41.0) + hash(p + 89.0) - 2.0; }

void main() {
	vec3 sum = vec3(0);
	float weight = 0.0;
	float aspect = size.x / size.y;
	for (int tap = 0; tap < 24; tap++) {
		float turn = float(tap) * 2.399963;
		float reach = sqrt((float(tap) + 0.5) / 24.0) * blur;
		vec2 shift = vec2(cos(turn), sin(turn) * aspect) * reach + motion * (float(tap) / 23.0 - 0.5);
		// Highlights are clipped before averaging, as a sensor's wells are: fewer fireflies.
		sum += min(texture(picture, at + shift).rgb, vec3(12.0));
		weight += 1.0;
	}
	vec3 light = sum / weight * exposure * vec3(balance.x, 1.0, balance.y);
	light *= 1.0 - vignette * dot(at - 0.5, at - 0.5) * 1.6;
	light *= 0.75;
	light = clamp((light * (2.51 * light + 0.03)) / (light * (2.43 * light + 0.59) + 0.14), 0.0, 1.0);
	vec3 srgb = mix(light * 12.92, 1.055 * pow(max(light, 1e-5), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, light));
	vec2 cell = floor(gl_FragCoord.xy);
	vec3 grain = vec3(gauss(cell), gauss(cell + 131.0), gauss(cell + 257.0)) * 0.6 + gauss(floor(cell / 2.0) + 51.0) * 0.5;
	colour = vec4(srgb + grain * noise * (0.6 + 0.8 * sqrt(max(srgb.g, 0.0))), 1.0);
}`;
