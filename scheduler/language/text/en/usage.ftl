### What is wrong with a command line; words of every program's help.

usage-error = error: { $fault }
usage-form = Usage: { $usage }
usage-more = For more information, use --help.
usage-suggested = Perhaps this is meant: { $word }
usage-no-value = { $argument } needs a value
usage-unknown-value = { $value } is no value of { $argument }; it is one of: { $known }
usage-wrong-value = the value { $value } of { $argument } is wrong: { $why }
usage-unknown-argument = there is no argument { $argument } here
usage-unknown-command = there is no command { $command }
usage-missing = required arguments are missing: { $arguments }
usage-no-command = a command is missing; it is one of: { $known }
usage-conflict = { $argument } and { $other } exclude each other
usage-twice = { $argument } is given twice
usage-too-many = { $argument } takes no further value, and { $value } is one
usage-value-count = { $argument } has another number of values than it takes
usage-no-equals = write the value of { $argument } behind an equals sign
usage-not-utf8 = an argument is not UTF-8 text

language-unknown = { $word } is neither en (English) nor zh (中文)
zone-unknown = { $word } is no time zone; write its name, like Asia/Shanghai, or its distance from UTC, like +08:00

help-default = {" "}[default: { $value }]
help-values =
    .FILE = FILE
help-common =
    .usage = Usage:{" "}
    .command = COMMAND
    .commands = Commands
    .arguments = Arguments
    .options = Options
    .some-options = [OPTIONS]
    .help = Print help.
    .version = Print the version.
    .lang = The language of all output: en or zh; without it, that of the settings, else of the environment (YICANG_LANG, LC_ALL, LC_MESSAGES, LANG).
    .zone = The time zone in which times are shown: a name like Asia/Shanghai, or a distance from UTC like +08:00; without it, that of this machine.
