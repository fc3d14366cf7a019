### Words of every program.

# What somebody else has written.
verbatim = { $text }
# A quantity with its unit, as the catalogue of items names it.
amount = { $count } { $unit }
number = { $number }
numbers-from-to = { $first } to { $last }
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
fault = { $field }: { $problem }
file-problem = { $path }: { $why }

# What the operating system says. `code` is its number.
system-not-found = there is no such file or folder (os error { $code })
system-denied = permission is denied (os error { $code })
system-exists = it exists already (os error { $code })
system-refused = the connection is refused (os error { $code })
system-full = no space is left on the disk (os error { $code })
system-not-a-directory = a part of the path is not a folder (os error { $code })
system-is-a-directory = it is a folder (os error { $code })
system-not-text = the text is not UTF-8
