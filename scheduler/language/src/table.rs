//! Tables on a terminal.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::ops::Range;

/// A table under its headings. `columns` is how wide the terminal is: longer cells are then broken within their
/// columns, with Chinese characters counted as two. Without it the table is as wide as its longest cells, so that no
/// cell is broken.
#[must_use]
pub fn table(headings: &[String], rows: Vec<Vec<String>>, columns: Option<u16>) -> String {
    table_with_numbers(headings, rows, columns, 0..0)
}

/// The same, with columns whose cells stand right.
#[must_use]
pub fn table_with_numbers(
    headings: &[String],
    rows: Vec<Vec<String>>,
    columns: Option<u16>,
    numbers: Range<usize>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(headings.to_vec());
    table.add_rows(rows);
    for column in numbers {
        table.column_mut(column).into_iter().for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    }
    if let Some(columns) = columns {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::width;

    #[test]
    fn a_table_of_chinese_fits_its_columns() {
        let headings = ["物资名称", "数量", "储备库名称"].map(str::to_owned);
        let rows = vec![
            vec!["一次性使用医用防护口罩".to_owned(), "1200".into(), "武汉市江岸区应急物资储备库".into()];
            3
        ];
        let wide = table(&headings, rows.clone(), None);
        assert!(wide.lines().map(width).max() > Some(40), "{wide}");
        let narrow = table(&headings, rows, Some(40));
        assert!(narrow.lines().all(|line| width(line) <= 40), "{narrow}");
    }
}
