### What is wrong with a canonical text: a situation, a policy, a plan, a public entry.

text-line = line { $line }: { $problem }
text-header = the first line must be { $wanted }, not { $found }
text-missing = the { $what } is missing
text-unreadable = { $what } { $word }: { $why }
text-no-number = { $what } is a whole number from { $min } to { $max }, not { $word }
text-no-size = { $what } is a number from 0 to { $max } with at most six decimal places, not { $text }
text-twice = stands here a second time
text-class-twice = class { $class } stands here a second time
text-too-many-words = { $word } is one word too many
text-too-long = the { $what } has { $bytes } bytes; at most { $max }
text-keyword-unknown = unknown keyword { $word }
text-no-integer = is no whole number that can be counted with
text-no-moment = is no moment or day; write for example 2026-02-01T08:00:00Z or 2026-02-01

## Policies.

text-policy-no-line = the policy has no line { $keyword }
text-policy-classes = a policy names 1 to { $max } classes, this one { $count }
text-policy-sub-steps = { $steps } steps of { $sub } sub-steps are { $all }; at most { $max } all together
text-policy-first-level = first-level is units, share or steps, not { $word }
text-policy-steps-only = steps, sub-steps, floor-percent and worth belong to `first-level steps` only
text-policy-travel = speed-kmh and detour-percent belong together, and reach-minutes to both
text-class-weightless = class { $class } has weight 0: it would never be served

## Situations.

text-situation-no-line = the situation has no line { $keyword }
text-change-bytes = the edits have { $bytes } bytes; one change has at most { $max }
text-change-edits = a change has 1 to { $max } edits, not { $count }
text-catalogue-version = what the text says is written as { $written }, not as { $first }
text-class-limit = class-limit { $class } is no class of the policy
text-default-entitlement = default-entitlement belongs to `unverified median` only
text-stale = a stale need is planned at its floor or out, not { $word }
text-rule = a rule is ITEM KIND UNITS per patient|bed|staff|head cover DAYS
text-rule-per = a rule is per patient, bed, staff or head, not per { $word }
text-unverified = unverified is median, claim or zero, not { $word }
text-on-behalf = { $word } cannot be recorded on behalf of somebody
text-says-nothing = says nothing
text-line-too-many = is one line too many
text-pool-missing = lane { $depot } -> { $site } is served by pool { $pool }, which has no line
text-own-substitute = { $item } needs no substitute for itself
text-own-part = { $item } cannot be a part of itself
text-no-ratio = ratio is GIVEN/NEEDED in lowest terms, each from 1 to { $max }, for example 2/3, not { $text }
text-beyond-poles = latitude { $latitude } is beyond the poles
text-no-degrees = is not decimal degrees from -180 to 180 with at most six places, for example 30.59276
text-reserved = { $reserved } reserved of { $held } on hand
text-no-offset = is no offset from UTC; write hours and minutes, for example +08:00

## Plans.

text-plan-no-line = the plan has no line { $keyword }
text-plan-second-level = { $word } is neither minutes nor cost
text-plan-start = a start is warm or has no line, not { $word }
text-reason-unknown = unknown reason { $word }
text-claim-of = a claim is of a level or of the cost, not of { $word }
text-claim-weights = weights are level:weight,… in order, each weight above zero, not { $text }
text-no-vector = { $text } is no vector; write components other than zero in order, for example 0:1500,cost:-5000000
text-no-value = { $text } is not a decimal number of up to 18 places
text-no-part = { $text } is no level, draw or cost

## Public entries.

text-not-like = is not `{ $form }`
text-kind-unknown = the kind { $kind } is not known to this program
text-spelling = is not spelt as it would be written
text-no-place = a line { $key } has no place here
text-yes-or-nothing = { $key } is `yes` or has no line, not { $found }
text-no-hex = { $key } is not { $digits } hexadecimal digits
text-salt = a salt is 32 hexadecimal digits
text-version-unknown = version { $version } is not known to this program
text-version-no-signature = an entry of version { $version } has no signature
text-version-with-signature = an entry of version { $version } has a signature
text-command-unsigned = the command's signature is missing
text-nothing-signed = nothing is signed
text-no-step = is no step; write picked, shipped, received, confirmed, arrived or returned

## What the words of a line are called.

text-name-count = word count
text-name-per = word per
text-name-cover = word cover
text-name-fact = fact
text-name-floor-or-out = floor or out
text-name-way = way
text-name-site-kind = kind of site
text-name-entitlement = entitlement
text-name-days = days
text-name-public = items, depots or sites
text-name-keyword = keyword
text-name-name = name
text-name-first-level = units, share or steps
text-name-minutes-or-cost = minutes or cost
text-name-level-or-cost = level or cost
text-name-class = class
text-name-class-name = class name
text-name-weight = weight
text-name-moment = moment
text-name-departure = departure
text-name-arrival = arrival
text-name-depot = depot
text-name-site = site
text-name-item = item
text-name-needed-item = needed item
text-name-given-item = given item
text-name-component = component
text-name-units = units
text-name-lot = lot
text-name-pool = pool
text-name-order = order
text-name-quantity = quantity
text-name-minutes = minutes
text-name-cost = cost
text-name-latitude = latitude
text-name-longitude = longitude
text-name-reason = reason
text-name-level = level
text-name-value = value
text-name-bound = bound
text-name-scale = scale
text-name-price = price
text-name-price-of-microgram = price of a microgram
text-name-price-of-nanolitre = price of a nanolitre
text-name-price-of-gram = price of a gram
text-name-price-of-millilitre = price of a millilitre
text-name-price-in-ranks = price in ranks
text-name-price-in-millionths = price in millionths
text-name-entry = entry
text-name-line = line
text-name-salt = salt
text-public = public is items, depots and sites, or some of them, not { $word }
text-names = this is no text of public names: each field is opened by a line "open FIELD SALT", and has lines of id, name and unit, apart by tabs
text-approved-loads = approved-loads is followed by count, not { $word }
