// AssemblyScript, compiled at the start of a training run and given the memory of TensorFlow.js's WASM module.
// All pointers are byte offsets into that memory, all values float32, all layouts NHWC. Nothing here may hold
// static data, since the memory belongs to another module.

@inline function vload(p: usize): v128 { return v128.load(p); }
/** One rounding where the build has relaxed SIMD, two where not; sums differ by that alone. */
@inline function madd(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, acc);
  return f32x4.add(acc, f32x4.mul(a, b));
}

/** out = dy where 0 < y < 6, else 0, as rows of `columns` values; sums[c] = sum over rows of out[row, c]. */
export function maskRelu6(dy: usize, y: usize, out: usize, rows: i32, columns: i32, sums: usize): void {
  memory.fill(sums, 0, (<usize>columns) << 2);
  const zero = f32x4.splat(0), six = f32x4.splat(6);
  for (let r = 0; r < rows; r++) {
    let c = 0, sum = sums;
    for (; c + 4 <= columns; c += 4, dy += 16, y += 16, out += 16, sum += 16) {
      const v = vload(y);
      const masked = v128.and(vload(dy), v128.and(f32x4.gt(v, zero), f32x4.lt(v, six)));
      v128.store(out, masked);
      v128.store(sum, f32x4.add(vload(sum), masked));
    }
    for (; c < columns; c++, dy += 4, y += 4, out += 4, sum += 4) {
      const v = load<f32>(y);
      const masked = v > 0 && v < 6 ? load<f32>(dy) : 0;
      store<f32>(out, masked);
      store<f32>(sum, load<f32>(sum) + masked);
    }
  }
}

/** out[c] = sum over rows of g[row, c]. */
export function columnSums(g: usize, rows: i32, columns: i32, out: usize): void {
  memory.fill(out, 0, (<usize>columns) << 2);
  const whole = columns & ~3;
  for (let r = 0; r < rows; r++) {
    const row = g + (((<usize>r) * columns) << 2);
    let c = 0;
    for (; c < whole; c += 4) {
      const at: usize = (<usize>c) << 2;
      v128.store(out + at, f32x4.add(vload(out + at), vload(row + at)));
    }
    for (; c < columns; c++) {
      const at: usize = (<usize>c) << 2;
      store<f32>(out + at, load<f32>(out + at) + load<f32>(row + at));
    }
  }
}

/** Filter gradient of a 1x1 convolution: dw[k, n] = sum over rows of x[row, k] * g[row, n]. */
export function productTransposedLeft(x: usize, g: usize, dw: usize, rows: i32, k: i32, n: i32): void {
  memory.fill(dw, 0, ((<usize>k) * n) << 2);
  const xs: usize = (<usize>k) << 2;
  const gs: usize = (<usize>n) << 2;
  const k4 = k & ~3;
  const n8 = n & ~7;
  for (let from = 0; from < rows; from += 64) {
    const to = min(rows, from + 64);
    const x0 = x + (<usize>from) * xs;
    const g0 = g + (<usize>from) * gs;
    const count = to - from;
    for (let i = 0; i < k4; i += 4) {
      let j = 0;
      for (; j < n8; j += 8) tile4x8(x0 + ((<usize>i) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>i) * n + j) << 2), count, xs, gs);
      for (; j < n; j++)
        for (let a = 0; a < 4; a++)
          tile1x1(x0 + ((<usize>(i + a)) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>(i + a)) * n + j) << 2), count, xs, gs);
    }
    for (let i = k4; i < k; i++)
      for (let j = 0; j < n; j++)
        tile1x1(x0 + ((<usize>i) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>i) * n + j) << 2), count, xs, gs);
  }
}

function tile4x8(x: usize, g: usize, out: usize, rows: i32, xs: usize, gs: usize): void {
  const o1 = out + gs;
  const o2 = o1 + gs;
  const o3 = o2 + gs;
  let a0 = vload(out), a1 = v128.load(out, 16);
  let b0 = vload(o1), b1 = v128.load(o1, 16);
  let c0 = vload(o2), c1 = v128.load(o2, 16);
  let d0 = vload(o3), d1 = v128.load(o3, 16);
  for (let r = 0; r < rows; r++) {
    const v0 = vload(g);
    const v1 = v128.load(g, 16);
    const s0 = v128.load32_splat(x);
    a0 = madd(a0, s0, v0); a1 = madd(a1, s0, v1);
    const s1 = v128.load32_splat(x, 4);
    b0 = madd(b0, s1, v0); b1 = madd(b1, s1, v1);
    const s2 = v128.load32_splat(x, 8);
    c0 = madd(c0, s2, v0); c1 = madd(c1, s2, v1);
    const s3 = v128.load32_splat(x, 12);
    d0 = madd(d0, s3, v0); d1 = madd(d1, s3, v1);
    x += xs;
    g += gs;
  }
  v128.store(out, a0); v128.store(out, a1, 16);
  v128.store(o1, b0); v128.store(o1, b1, 16);
  v128.store(o2, c0); v128.store(o2, c1, 16);
  v128.store(o3, d0); v128.store(o3, d1, 16);
}

function tile1x1(x: usize, g: usize, out: usize, rows: i32, xs: usize, gs: usize): void {
  let sum: f32 = load<f32>(out);
  for (let r = 0; r < rows; r++) {
    sum += load<f32>(x) * load<f32>(g);
    x += xs;
    g += gs;
  }
  store<f32>(out, sum);
}

/** out[columns, rows] = w[rows, columns]. */
export function transpose(w: usize, out: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, w += 4) store<f32>(out + ((<usize>(j * rows + i)) << 2), load<f32>(w));
}

/** Input gradient of a 1x1 convolution of any size: dx[row, k] = sum over n of g[row, n] * w[k, n]. */
export function productTransposedRight(g: usize, w: usize, dx: usize, rows: i32, n: i32, k: i32): void {
  const end = (<usize>n) << 2;
  for (let r = 0; r < rows; r++, g += end) {
    let row = w;
    for (let i = 0; i < k; i++, row += end, dx += 4) {
      let sum: f32 = 0;
      for (let at: usize = 0; at < end; at += 4) sum += load<f32>(g + at) * load<f32>(row + at);
      store<f32>(dx, sum);
    }
  }
}

/**
 * Filter gradient of a 3x3 depthwise convolution; channels a multiple of 4; dw [3, 3, c]. Each row of g is read once for each
 * row of the kernel that reaches into the picture.
 */
export function depthwiseFilter(
  x: usize, g: usize, dw: usize, batch: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, stride: i32, top: i32, left: i32
): void {
  memory.fill(dw, 0, (<usize>(9 * c)) << 2);
  const pixel: usize = (<usize>c) << 2, pitch = pixel * w, step = pixel * stride;
  const right = (ow - 1) * stride - left + 3 > w;
  for (let b = 0; b < batch; b++, x += pitch * h)
    for (let oy = 0; oy < oh; oy++, g += pixel * ow)
      for (let ky = 0; ky < 3; ky++) {
        const iy = oy * stride - top + ky;
        if (iy < 0 || iy >= h) continue;
        const row = x + (<usize>iy) * pitch;
        const d = dw + (<usize>(ky * 3)) * pixel;
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          let d0 = vload(d + ch), d1 = vload(d + pixel + ch), d2 = vload(d + 2 * pixel + ch);
          let at = g + ch, p = row + ch;
          const last = at + (<usize>(ow - 1)) * pixel;
          if (left) {
            const v = vload(at);
            d1 = madd(d1, v, vload(p));
            if (w > 1) d2 = madd(d2, v, vload(p + pixel));
            at += pixel;
            p += step - pixel;
          }
          for (const end = right ? last : last + pixel; at < end; at += pixel, p += step) {
            const v = vload(at);
            d0 = madd(d0, v, vload(p));
            d1 = madd(d1, v, vload(p + pixel));
            d2 = madd(d2, v, vload(p + 2 * pixel));
          }
          if (right && at == last) {
            const v = vload(at);
            d0 = madd(d0, v, vload(p));
            d1 = madd(d1, v, vload(p + pixel));
          }
          v128.store(d + ch, d0); v128.store(d + pixel + ch, d1); v128.store(d + 2 * pixel + ch, d2);
        }
      }
}

/** Input gradient of a 3x3 depthwise convolution; channels a multiple of 4. Each row of g is spread over its taps' rows. */
export function depthwiseInput(
  g: usize, k: usize, dx: usize, batch: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, stride: i32, top: i32, left: i32
): void {
  const pixel: usize = (<usize>c) << 2, pitch = pixel * ow;
  const shift = stride - 1, odd = stride - 1;
  for (let b = 0; b < batch; b++, g += pitch * oh)
    for (let iy = 0; iy < h; iy++, dx += pixel * w) {
      memory.fill(dx, 0, pixel * w);
      for (let ky = 0; ky < 3; ky++) {
        const ty = iy + top - ky;
        if (ty < 0 || ty & odd || ty >> shift >= oh) continue;
        const row = g + (<usize>(ty >> shift)) * pitch;
        for (let ix = 0; ix < w; ix++)
          for (let kx = 0; kx < 3; kx++) {
            const tx = ix + left - kx;
            if (tx < 0 || tx & odd || tx >> shift >= ow) continue;
            const from = row + (<usize>(tx >> shift)) * pixel, tap = k + (<usize>(ky * 3 + kx)) * pixel, to = dx + (<usize>ix) * pixel;
            for (let ch: usize = 0; ch < pixel; ch += 16)
              v128.store(to + ch, madd(vload(to + ch), vload(from + ch), vload(tap + ch)));
          }
      }
    }
}

/** Filter gradient of a convolution of any size with outputs a multiple of 4 (the stem); dw [size, size, cin, cout]. */
export function convFilter(
  x: usize, g: usize, dw: usize, batch: i32, h: i32, w: i32, cin: i32, oh: i32, ow: i32, cout: i32, size: i32,
  stride: i32, top: i32, left: i32
): void {
  memory.fill(dw, 0, (<usize>(size * size * cin * cout)) << 2);
  const gPixel: usize = (<usize>cout) << 2;
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ky = 0; ky < size; ky++) {
        const iy = oy * stride - top + ky;
        if (iy < 0 || iy >= h) continue;
        const gRow = g + (<usize>((b * oh + oy) * ow)) * gPixel;
        const xRow = x + ((<usize>((b * h + iy) * w * cin)) << 2);
        for (let kx = 0; kx < size; kx++)
          for (let ci = 0; ci < cin; ci++) {
            const out = dw + (<usize>((ky * size + kx) * cin + ci)) * gPixel;
            for (let ch: usize = 0; ch < gPixel; ch += 16) {
              let acc = vload(out + ch);
              for (let ox = 0; ox < ow; ox++) {
                const ix = ox * stride - left + kx;
                if (ix < 0 || ix >= w) continue;
                acc = madd(acc, v128.load32_splat(xRow + ((<usize>(ix * cin + ci)) << 2)), vload(gRow + (<usize>ox) * gPixel + ch));
              }
              v128.store(out + ch, acc);
            }
          }
      }
}
