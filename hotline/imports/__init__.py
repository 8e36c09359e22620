"""Taking in what others know: tables of knowledge, directories of services, inquiries.

Every source becomes rows with the place they come from; what is wrong is told by row and column.
"""
