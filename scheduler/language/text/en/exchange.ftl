### Tables that people give: what is wrong in them, and how cells were read.

table-row = { $file }, row { $row }
table-column = { $file }, column { $column }
table-cell = { $file }, row { $row }, column { $column }
table-fault = { $place }: { $problem }
table-fault-remedy = { $place }: { $problem }; { $remedy }
table-notice = { $file }: { $what }
table-read = column { $column }: { $how }; row { $row }: { $text } is { $value }
table-read-more = { $more ->
    [one] column { $column }: { $how }; row { $row }: { $text } is { $value }, and one more cell likewise
   *[other] column { $column }: { $how }; row { $row }: { $text } is { $value }, and { $more } more cells likewise
}
table-how-commas = commas between thousands are taken out
table-how-points = points between thousands are taken out
table-how-spaces = spaces between thousands are taken out
table-how-width = full-width digits are read as digits
table-how-day = days are read as year, month, day
table-how-midnight = a time of midnight behind a day is left out
table-how-composed = letters and their marks are put together

## Cells. Sentences without their subject, which is the cell.

cell-empty = is empty
cell-empty-remedy = fill in the cell or take the row out
cell-spaces = { $text } has spaces inside; write digits only, for example 1200
cell-is = { $text } is { $meant }
cell-power = { $number }, or a number with a unit; write digits only
cell-cut-off = { $number }, or a longer number whose last digits a spreadsheet has cut off; write all digits
cell-unit = { $number }, counted in { $unit }, or in the column's own unit; write digits only, in that
cell-point-or-thousands = { $short } or { $long }; write digits only, for example { $long }
cell-comma-or-thousands = { $point } or { $long }; write { $point } with a point, or { $long } without a mark
cell-no-day = { $text } is no day of the calendar; write YYYY-MM-DD, for example 2027-03-31
cell-no-date = { $text } is no date; write YYYY-MM-DD, for example 2027-03-31
cell-month = { $text } is a month; if the last day is meant, write { $last }
cell-two-days = { $text } is { $one } or { $other }; write YYYY-MM-DD, for example 2027-03-31
cell-year-last = { $text } does not begin with the year; write { $day }
cell-label = { $text } is { $meant }, if it is written as on a label (GS1); write YYYY-MM-DD, for example 2027-03-31
cell-label-month = the last day of the month, { $last }
cell-day-number = { $text } is a spreadsheet's number of a day: { $day }, or { $other } in a workbook that counts from 1904; write YYYY-MM-DD, for example 2027-03-31
cell-id-unseen = { $id } has a character that cannot be seen ({ $code }), so that two ids would look like one; type the id anew
cell-id-formula = { $id } begins with { $first }, which a spreadsheet would run; choose another id
cell-id-apart = { $id } has letters and their marks apart; write it composed (NFC): { $composed }
cell-word = { $word } { $what }
cell-day-for-number = is the day { $day }; format the cell as a number and write it anew
cell-day-for-text = is the day { $day }, perhaps made by the spreadsheet; format the cell as text and write it anew
cell-weight-zero = is 0: the need would never be served; give a weight above 0
cell-no-moment = { $text } is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC
cell-no-days = { $text } is no number of days; write a whole number from 0 to { $most }
cell-no-minutes = { $text } is no number of minutes; write a whole number, for example 120
cell-no-size = { $text } is no number from 0 to { $most } with at most six decimal places; nothing is rounded
cell-no-thousand = { $text } is no number from 0 to { $most } with at most nine decimal places; nothing is rounded
cell-no-whole = { $text } is no whole number from { $least } to { $most }; write digits only
cell-no-ratio = { $text } is no ratio; write GIVEN/NEEDED, each from 1 to { $most }: 3/2 is 3 units given for 2 needed
cell-no-kind = { $text } is neither depot nor site
cell-no-degrees = { $text } is not decimal degrees; latitude is from -90 to 90, longitude from -180 to 180, for example 30.59276
cell-no-name = a name has at most { $most } bytes and no control characters
cell-formula-without-value = is a formula without a value; open the file in a spreadsheet and save it again
cell-duration = is a length of time; format the cell as text
cell-formula-error = is the error of a formula, { $error }; correct it or write the value
cell-digits-lost = has more digits than a workbook keeps; format the cell as text and write all digits
cell-day-range = is no day from March 1900 to the year 9999; write it as text, YYYY-MM-DD
cell-day-none = is no day of the calendar

## Files, headers and rows. The subject is the file or the row.

table-unread = cannot read { $path }: { $why }
table-unread-remedy = check path and rights
table-no-file = { $path } is not a file
table-no-file-remedy = name a CSV file or a workbook (.xlsx)
table-too-large = has { $bytes } bytes, more than { $most }
table-too-large-remedy = split the file
table-old-workbook = is a workbook of an old form (.xls)
table-old-workbook-remedy = save it as .xlsx or as "CSV UTF-8"
table-no-sheets = is no workbook, so it has no sheets
table-no-sheets-remedy = leave out the '#' and the name behind it
table-open-quote = has a double quote that is never closed
table-open-quote-remedy = close it, or double it where it belongs to the text
table-no-csv = cannot be read as CSV: { $why }
table-no-workbook = cannot be read as a workbook: { $why }
table-no-workbook-remedy = save it again as .xlsx, or as "CSV UTF-8"
table-without-sheet = has no sheet
table-unknown-sheet = has no sheet { $sheet }
table-unknown-sheet-remedy = its sheets are { $sheets }
table-merged = cells { $from } to { $to } are merged into one
table-merged-remedy = take the merging off, and write the value into each row that it holds for
table-formula-without-value = cell { $cell } is a formula without a value
table-save-again = open the file in a spreadsheet and save it again
table-nul = contains a NUL character, which no text has
table-nul-remedy = the file is damaged, or is no table; save it again as "CSV UTF-8"
table-utf16 = has no mark of its encoding; it was read as UTF-16, which it looks like; check the names
table-gb18030 = is not UTF-8; it was read as GB18030, as spreadsheets in China write it; check the names
table-no-text = is neither UTF-8 nor GB18030 text
table-no-text-remedy = save the file again as "CSV UTF-8"
table-empty-remedy = the first row names the columns: { $names }
table-too-many-cells = has { $cells } cells, the header { $header }
table-too-many-cells-remedy = a thousands comma? put double quotes around cells that contain a comma, or leave it out
table-nameless = cell { $cell } ({ $text }) is in a column without a name
table-nameless-remedy = name the column in the header, or clear the cell
table-column-twice = is in the header twice, the second time as { $second }
table-column-twice-remedy = take one of them out
table-column-renamed = column { $old }: is called { $new } now, and means: { $meaning }
table-means-wanted-by = a later arrival is still sent, and being late has a cost
table-means-latest-useful = nothing is sent that would arrive later
table-columns-missing = the header lacks { $columns }
table-columns-missing-remedy = name the columns in the first row; it contains { $header }
table-column-not-read = column { $column }: not known; it is not read
table-column-unknown = not known
table-column-unknown-remedy = take it out, call it note…, or let such columns pass with --allow-extra-columns
table-did-you-mean = did you mean { $name }?
table-alike = { $id } differs from { $other } in row { $row } by case or width only
table-alike-remedy = write both alike, or give one of them another id
table-written-so = did you mean { $id }? { $table } writes it so
table-not-in = { $id } is not in { $table }
table-add-or-correct = add it to { $table } or correct it here
table-two-files = is beside { $other }: which of the two counts?
table-two-files-remedy = take one of them out of the folder
table-no-such-name = no table is called so
table-again = repeats row { $row }
table-keep-one = keep one of the two

## Lists of an agent.

cell-no-hash = is no SHA-256
cell-no-hash-remedy = write 64 hexadecimal digits
list-no-part = is no part of a report
list-weight = take it out: the centre decides how much a need weighs
list-entitlement = take it out: the centre decides how much a site is entitled to
list-minutes = minutes count from a plan's moment; write a moment into { $column }
list-unit = column unit: not sent; the centre counts each item in its own unit
list-again = repeats row { $row } for { $place }
list-again-remedy = keep one of the two rows, with the quantity that is meant
list-earmark = write ids of sites, apart by semicolons
list-other-place = is { $other }, but { $flag } is { $given }
list-other-place-remedy = leave { $flag } out to report for every place in the file, or take the row out

## The tables of a folder.

case-unknown-class = { $class } is no class of policy { $policy }: { $classes }
case-unknown-class-remedy = correct it, or use a policy that names it
case-no-minutes = no lane has minutes, which the second level counts
case-no-minutes-remedy = fill them in, or plan with --second-level cost
case-minutes-or-cost = fill it in, or plan with --second-level cost
case-fill-in = fill it in
case-empty-but = is empty, but { $why }
case-asked-second-level = the second level is minutes
case-asked-latest-useful = need { $need } has a latest useful moment
case-asked-wanted-by = need { $need } is wanted by a moment, and the policy says what lateness costs
case-asked-last-day = need { $need } may get lot { $lot }, which has a last day of use
case-asked-by = { $asked } ({ $file }, row { $row })
case-no-lanes = is not there, and policy { $policy } computes no ways
case-no-lanes-remedy = add lanes.csv, or plan by a policy with speed-kmh and detour-percent
case-no-costs = is not there, and computed ways have no cost, which the second level counts
case-no-costs-remedy = add lanes.csv with costs, or plan with --second-level minutes
case-no-cost = is empty, and the second level is cost
case-cost-or-minutes = fill it in, or plan with --second-level minutes
case-beside = is given beside { $column }
case-other-size = is not the same as { $column }
case-unit = counts in { $said }, but items.csv counts the item in { $unit }
case-unit-remedy = write the quantity in the item's unit, and that unit here
case-both-sides = { $item } is on both sides
case-both-sides-remedy = name two different items or take the row out
case-beyond-poles = { $text } is beyond the poles
case-beyond-poles-remedy = latitude is from -90 to 90; perhaps it was mistaken for longitude
case-last-gone = { $count ->
    [one] { $count } line names a depot, a lot or a need that no longer exists, or more stock than there is; it is skipped
   *[other] { $count } lines name a depot, a lot or a need that no longer exists, or more stock than there is; they are skipped
}
case-last-plan = give a plan.txt as it was written
case-no-ways = is not there, and no coordinates of depots and sites are given to compute ways from
case-no-ways-remedy = add lanes.csv, or places.csv and plan by a policy with speed-kmh and detour-percent
case-empty-lane = is empty, and so is the cost
case-empty-lane-remedy = fill in one of the two, or take the row out
case-not-read = not read: { $why }
case-not-kept-reserves = stock is reported by the depots' agents
case-not-kept-needs = needs are reported by the sites' agents
case-not-kept-last = a centre knows the orders that it has approved
case-ways-computed = is not there: ways are computed from coordinates, by a policy with speed-kmh and detour-percent
case-lanes-by-cost = { $count ->
    [one] { $count } lane has a cost and no minutes: only plans with --second-level cost use it
   *[other] { $count } lanes have a cost and no minutes: only plans with --second-level cost use them
}
useless-row = row { $row }: { $what }
useless-pool-left = { $lanes ->
    [one] { $pool } left at { $departs }, before { $now }: it carries nothing, nor does its { $lanes } lane
   *[other] { $pool } left at { $departs }, before { $now }: it carries nothing, nor do its { $lanes } lanes
}
useless-pool-small = { $lanes ->
    [one] { $pool } has no room for a unit of any item: it carries nothing, nor does its { $lanes } lane
   *[other] { $pool } has no room for a unit of any item: it carries nothing, nor do its { $lanes } lanes
}
useless-pool-alone = no lane is served by { $pool }: it carries nothing
useless-lanes = row { $rows }: nothing can ever go over it, for { $why }
useless-more-lanes = row { $rows } and { $more } more: nothing can ever go over it, for { $why }
useless-no-capacity = capacity is 0
useless-endless = they end after the end of the calendar
