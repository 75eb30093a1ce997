//! Small files, made on the spot: plain text, a PDF, a drawing.

/// A title and lines in plain text.
pub(crate) fn text(title: &str, lines: &[&str]) -> Vec<u8> {
    format!("{title}\n{}\n\n{}\n", "=".repeat(title.chars().count()), lines.join("\n")).into_bytes()
}

/// A title and lines on one A4 page of PDF 1.4, in Helvetica.
pub(crate) fn pdf(title: &str, lines: &[&str]) -> Vec<u8> {
    let mut page = b"BT /F1 18 Tf 72 760 Td ".to_vec();
    show(&mut page, title);
    page.extend(b"/F1 11 Tf 0 -14 Td ");
    for line in lines {
        page.extend(b"0 -20 Td ");
        show(&mut page, line);
    }
    page.extend(b"ET");

    let mut file = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let contents = [format!("<< /Length {} >>\nstream\n", page.len()).into_bytes(), page, b"\nendstream".to_vec()];
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        contents.concat(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    file
}

/// Shows a text as a PDF string in WinAnsi, whose letters to U+00FF are Latin-1's; dashes become hyphens.
fn show(page: &mut Vec<u8>, text: &str) {
    page.push(b'(');
    for letter in text.chars() {
        match (letter, u8::try_from(u32::from(letter))) {
            ('(' | ')' | '\\', Ok(byte)) => page.extend([b'\\', byte]),
            ('–' | '—', _) => page.push(b'-'),
            (_, Ok(byte)) => page.push(byte),
            (_, Err(_)) => page.push(b'?'),
        }
    }
    page.extend(b") Tj ");
}

const WIDTH: usize = 640;
const HEIGHT: usize = 120;

/// A time line as a PNG in grey: an axis, and a stroke for each line that begins with a year, where it belongs between
/// the first year and the last.
pub(crate) fn drawing(lines: &[&str]) -> Vec<u8> {
    let years: Vec<usize> = lines.iter().filter_map(|line| line.get(..4)?.parse().ok()).collect();
    let (first, last) = (years.iter().min().copied().unwrap_or(0), years.iter().max().copied().unwrap_or(1));
    let mut rows = vec![vec![255_u8; WIDTH]; HEIGHT];
    let (left, right, axis) = (30, WIDTH - 30, HEIGHT * 2 / 3);
    for row in &mut rows[axis - 1..=axis + 1] {
        row[left - 10..right + 10].fill(40);
    }
    for year in years {
        let at = left + (year - first) * (right - left) / (last - first).max(1);
        for row in &mut rows[axis - 40..axis + 8] {
            row[at - 1..=at + 1].fill(90);
        }
        for row in &mut rows[axis - 48..axis - 38] {
            row[at - 5..=at + 5].fill(20);
        }
    }
    png(&rows)
}

/// Rows of grey pixels as a PNG (8 bits, not compressed).
fn png(rows: &[Vec<u8>]) -> Vec<u8> {
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let width = rows.first().map_or(0, Vec::len);
    let header = [&size(width)[..], &size(rows.len()), &[8, 0, 0, 0, 0]].concat();
    let pixels: Vec<u8> = rows.iter().flat_map(|row| std::iter::once(0).chain(row.iter().copied())).collect();

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", stored(&pixels)), (b"IEND", Vec::new())] {
        let chunk = [&kind[..], &data].concat();
        file.extend(size(data.len()));
        file.extend(&chunk);
        file.extend(crc(&chunk).to_be_bytes());
    }
    file
}

/// A zlib stream (RFC 1950) of blocks that are stored as they are.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(usize::from(u16::MAX));
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(index == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

/// CRC-32 as PNG asks for it.
fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc(b"IEND"), 0xAE42_6082);
        let stream = stored(b"Wikipedia");
        assert_eq!(stream[stream.len() - 4..], 0x11E6_0398_u32.to_be_bytes());
        assert_eq!(stream[2..7], [1, 9, 0, 0xF6, 0xFF]);
    }

    #[test]
    fn a_pdf_says_truly_where_its_objects_are() {
        let file = pdf("A (title)", &["été", "1989 – the wall"]);
        let place = |what: &[u8]| file.windows(what.len()).position(|window| window == what).unwrap();
        let text = String::from_utf8_lossy(&file);
        for number in 1..=5 {
            let begins = place(format!("\n{number} 0 obj\n").as_bytes()) + 1;
            assert!(text.contains(&format!("{begins:010} 00000 n")), "object {number} at {begins}");
        }
        assert!(text.contains(&format!("startxref\n{}\n", place(b"xref\n0 6"))));
        assert!(file.windows(5).any(|window| window == b"(\xE9t\xE9)"));
        assert!(text.contains(r"(A \(title\)) Tj"));
    }

    #[test]
    fn a_drawing_is_no_larger_than_it_needs_to_be() {
        let file = drawing(&["1945  Yalta", "1991  The end", "no year"]);
        assert!(file.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\0\x78"));
        assert!(file.len() < 80_000, "{}", file.len());
    }
}
