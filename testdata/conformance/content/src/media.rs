//! The smallest image and the smallest sound.

/// One pixel, as PNG.
pub const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', // signature
    0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4,
    0x89, // 1 by 1, colour and alpha
    0, 0, 0, 11, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x60, 0, 2, 0, 0, 5, 0, 1, 0xe9, 0xfa,
    0xdc, 0xd8, // a black, transparent pixel
    0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A millisecond of silence, as WAV: 8 samples of one byte, 8000 a second.
pub fn silence() -> Vec<u8> {
    const SAMPLES: u32 = 8;
    const RATE: u32 = 8000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + SAMPLES).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]); // PCM, one channel
    wav.extend(RATE.to_le_bytes());
    wav.extend(RATE.to_le_bytes()); // bytes a second
    wav.extend([1, 0, 8, 0]); // bytes a sample, bits a sample
    wav.extend(b"data");
    wav.extend(SAMPLES.to_le_bytes());
    wav.extend([0x80; SAMPLES as usize]);
    wav
}
